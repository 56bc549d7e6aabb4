import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Frontier } from '#src/features/proofs/merkle/frontier.ts';
import { leafHash } from '#src/features/proofs/merkle/hashing.ts';
import { consistencyPath, inclusionPath, type Range } from '#src/features/proofs/merkle/paths.ts';
import { type ReadNodes, readHashes } from '#src/features/proofs/merkle/read-hashes.ts';
import { verifyConsistency, verifyInclusion } from '#src/features/proofs/testing/verify-paths.ts';

const LARGEST = 17;
const leaves = Array.from({ length: LARGEST }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
const rootOf = (from: readonly Buffer[]) => {
  const frontier = new Frontier();
  for (const leaf of from) frontier.append(leaf);
  return frontier.root();
};
const roots = [...Array(LARGEST + 1).keys()].map((size) => rootOf(leaves.slice(0, size)));
const rootAt = (size: number) => roots[size] ?? assert.fail(`no tree of ${size}`);
const hashesOf = (path: readonly Range[]) => path.map(({ start, end }) => rootOf(leaves.slice(start, end)));
const other = leafHash(Buffer.from('another'));

/** Everything that is nearly this path. */
function* spoilt(path: readonly Buffer[]): Generator<readonly Buffer[]> {
  yield [...path, other];
  yield [other, ...path];
  for (let at = 0; at < path.length; at += 1) {
    yield path.toSpliced(at, 1);
    yield path.with(at, other);
    const [hash = other, next] = path.slice(at);
    yield path.toSpliced(at, 0, hash);
    if (next) yield path.with(at, next).with(at + 1, hash);
  }
}

describe('a path that was tampered with', () => {
  it('leads from no leaf to the root', () => {
    for (let size = 1; size <= LARGEST; size += 1)
      for (let position = 0; position < size; position += 1) {
        const claim = { leaf: leaves[position] ?? other, position, size, root: rootAt(size) };
        const path = hashesOf(inclusionPath(position, size));
        assert.ok(verifyInclusion(claim, path), `${position} of ${size}`);
        for (const wrong of spoilt(path)) assert.ok(!verifyInclusion(claim, wrong), `${position} of ${size}`);
        assert.ok(!verifyInclusion({ ...claim, root: other }, path));
      }
  });

  it('leads from no tree to a larger one', () => {
    for (let newSize = 2; newSize <= LARGEST; newSize += 1)
      for (let size = 1; size < newSize; size += 1) {
        const older = { size, root: rootAt(size) };
        const newer = { size: newSize, root: rootAt(newSize) };
        const path = hashesOf(consistencyPath(size, newSize));
        assert.ok(verifyConsistency(older, newer, path), `${size} in ${newSize}`);
        for (const wrong of spoilt(path))
          assert.ok(!verifyConsistency(older, newer, wrong), `${size} in ${newSize}`);
        assert.ok(!verifyConsistency({ size, root: other }, newer, path));
        assert.ok(!verifyConsistency(older, { size: newSize, root: other }, path));
        assert.ok(!verifyConsistency(newer, older, path), `${newSize} in ${size}`);
      }
  });

  it('shows nothing of trees of one size, nor of the empty one', () => {
    const head = { size: 5, root: rootAt(5) };
    assert.ok(verifyConsistency(head, { ...head }, []));
    assert.ok(!verifyConsistency(head, { ...head, root: other }, []));
    assert.ok(!verifyConsistency(head, { ...head }, [other]));
    const empty = { size: 0, root: rootAt(0) };
    assert.ok(verifyConsistency(empty, head, []));
    assert.ok(!verifyConsistency(empty, head, [other]));
    assert.ok(!verifyConsistency({ size: 3, root: rootAt(3) }, head, []));
    assert.ok(!verifyInclusion({ leaf: other, position: 0, size: 0, root: other }, []));
  });
});

describe('hashes over ranges', () => {
  const asked: string[] = [];
  const read: ReadNodes = async (nodes) => {
    asked.push(...nodes.map(({ level, index }) => `${level} ${index}`));
    return nodes.map(({ level, index }) => {
      const width = 2 ** level;
      return rootOf(
        Array.from({ length: width }, (_, n) => leafHash(Buffer.from(`leaf ${index * width + n}`))),
      );
    });
  };
  before(() => asked.splice(0));

  it('come out of the largest stored nodes, each asked for once', async () => {
    const [whole, right] = await readHashes(
      [
        { start: 0, end: 515 },
        { start: 256, end: 512 },
      ],
      read,
    );
    assert.deepEqual(asked, ['8 0', '8 1', '0 512', '0 513', '0 514', '8 1']);
    const all = Array.from({ length: 515 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
    assert.deepEqual(whole, rootOf(all));
    assert.deepEqual(right, rootOf(all.slice(256, 512)));
  });

  it('are not made up where one is missing', async () => {
    await assert.rejects(
      readHashes([{ start: 0, end: 2 }], async () => [other]),
      /a hash of the log is not there/,
    );
  });
});
