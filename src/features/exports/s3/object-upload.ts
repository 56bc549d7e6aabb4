import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { s3 } from '#src/features/exports/s3/s3-library.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';
import { giveBack, PART_BYTES, takeBuffer } from '#src/features/exports/s3/upload-buffers.ts';

export const CSV_TYPE = 'text/csv; charset=utf-8';

/** One is filled while the others are on their way. */
const BUFFERS = 3;
/** Asked for by hand: the client is told to leave out what no server requires. */
const CHECKSUM = { ChecksumAlgorithm: 'CRC32' } as const;

/**
 * Writes one CSV file as an object: at once where it is small, in parts where it is large, out of three buffers used in turn. The `Upload` of lib-storage joins
 * what it gets into new memory for every part, which is collected late: its use grows with the data.
 */
export class ObjectUpload {
  readonly #client: S3Client;
  readonly #address: string;
  readonly #object: { Bucket: string; Key: string };
  readonly #buffers: Buffer[] = [];
  readonly #parts: Promise<CompletedPart>[] = [];
  #filled = 0;
  #uploadId: string | undefined;

  constructor({ client, bucket, address }: S3Target, key: string) {
    this.#client = client;
    this.#address = address;
    this.#object = { Bucket: bucket, Key: key };
  }

  /** Adds bytes, which are the caller's again once this has resolved. */
  async write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#filled === PART_BYTES) await this.#sendPart();
      else if (this.#filled === this.#buffer().length) this.#grow();
      const copied = bytes.copy(this.#buffer(), this.#filled, at);
      at += copied;
      this.#filled += copied;
    }
  }

  /** Sends the rest, and puts the object in the place of any earlier one. */
  async finish(): Promise<void> {
    if (this.#uploadId === undefined) {
      const Body = this.#buffer().subarray(0, this.#filled);
      const put = { ...this.#object, ...CHECKSUM, ContentType: CSV_TYPE, Body };
      this.#told('ETag', await this.#client.send(new (s3().PutObjectCommand)(put)));
    } else {
      await this.#sendPart();
      const MultipartUpload = { Parts: await Promise.all(this.#parts) };
      const all = { ...this.#object, UploadId: this.#uploadId, MultipartUpload };
      this.#told('ETag', await this.#client.send(new (s3().CompleteMultipartUploadCommand)(all)));
    }
    // Not after a failure: requests that are still under way may read their buffers.
    for (const buffer of this.#buffers.splice(0)) giveBack(buffer);
  }

  /** Leaves nothing of a failed upload behind while the server can be reached. */
  async abort(): Promise<void> {
    await Promise.allSettled(this.#parts);
    if (this.#uploadId === undefined) return;
    const upload = { ...this.#object, UploadId: this.#uploadId };
    // What made the upload fail says more than that this fails too.
    await this.#client.send(new (s3().AbortMultipartUploadCommand)(upload)).catch(() => undefined);
  }

  #buffer(): Buffer {
    const turn = this.#parts.length % BUFFERS;
    this.#buffers[turn] ??= takeBuffer(this.#parts.length === 0 ? 1 : PART_BYTES);
    return this.#buffers[turn];
  }

  /** Only the first one grows: behind it the object is known to be large. */
  #grow(): void {
    const small = this.#buffer();
    const large = takeBuffer(small.length + 1);
    small.copy(large);
    this.#buffers[0] = large;
    giveBack(small);
  }

  async #sendPart(): Promise<void> {
    this.#uploadId ??= await this.#begin();
    const sent = this.#upload(this.#buffer().subarray(0, this.#filled), this.#uploadId);
    // A failure is noticed when the buffer is used again, or at the end.
    sent.catch(() => undefined);
    this.#parts.push(sent);
    this.#filled = 0;
    await this.#parts.at(-BUFFERS);
  }

  async #begin(): Promise<string> {
    const upload = { ...this.#object, ...CHECKSUM, ContentType: CSV_TYPE };
    return this.#told('UploadId', await this.#client.send(new (s3().CreateMultipartUploadCommand)(upload)));
  }

  async #upload(Body: Buffer, UploadId: string): Promise<CompletedPart> {
    const PartNumber = this.#parts.length + 1;
    const part = { ...this.#object, ...CHECKSUM, UploadId, PartNumber, Body };
    const answer = await this.#client.send(new (s3().UploadPartCommand)(part));
    return { PartNumber, ETag: this.#told('ETag', answer), ChecksumCRC32: answer.ChecksumCRC32 };
  }

  /**
   * What an S3 server tells of all that it has stored or begun.
   * @throws {ExportFailure} where it is missing: something else says 200 to everything, such as a proxy's page, and keeps nothing.
   */
  #told<Name extends string>(name: Name, { [name]: told }: { [name in Name]?: string | undefined }): string {
    if (told) return told;
    throw new ExportFailure('server_failed', [this.#address, `200, no ${name}`], { transient: true });
  }
}
