import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Frontier } from '#src/features/proofs/merkle/frontier.ts';
import { leafHash } from '#src/features/proofs/merkle/hashing.ts';
import { consistencyPath, inclusionPath } from '#src/features/proofs/merkle/paths.ts';
import { type ReadNodes, readHashes, STORED_LEVELS } from '#src/features/proofs/merkle/read-hashes.ts';
import { verifyConsistency, verifyInclusion } from '#src/features/proofs/testing/verify-paths.ts';

const sha256 = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');

/** MTH as RFC 9162, 2.1.1 writes it down. */
function definition(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.of(1), definition(leaves.slice(0, k)), definition(leaves.slice(k)));
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, n) => Buffer.from(`leaf ${n}`));

/** A tree, grown in one go, with what it stores on the way. */
function grow(leaves: readonly Buffer[]) {
  const nodes = new Map<string, Buffer>();
  const frontier = new Frontier();
  for (const [index, leaf] of leaves.entries()) {
    nodes.set(`0 ${index}`, leafHash(leaf));
    frontier.append(leafHash(leaf), (level, at, root) => {
      if (level % STORED_LEVELS === 0) nodes.set(`${level} ${at}`, root);
    });
  }
  const read: ReadNodes = async (wanted) =>
    wanted.map(({ level, index }) => nodes.get(`${level} ${index}`) ?? assert.fail(`${level} ${index}`));
  return { frontier, read };
}

describe('the Merkle tree', () => {
  it('has the roots that Certificate Transparency has', () => {
    // The reference leaves and roots of google/certificate-transparency.
    const leaves = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const roots = [
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const frontier = new Frontier();
    assert.equal(frontier.root().toString('hex'), roots[0]);
    for (const [index, leaf] of leaves.entries()) {
      frontier.append(leafHash(Buffer.from(leaf, 'hex')));
      assert.equal(frontier.root().toString('hex'), roots[index + 1]);
    }
  });

  it('has the root of its definition at every size, however often it is put away', () => {
    const leaves = leavesOf(200);
    let frontier = new Frontier();
    for (const [index, leaf] of leaves.entries()) {
      frontier.append(leafHash(leaf));
      assert.deepEqual(frontier.root(), definition(leaves.slice(0, index + 1)));
      if (index % 7 === 0) frontier = new Frontier(frontier.size, frontier.roots);
    }
  });

  it('proves that each leaf is in it', async () => {
    for (const size of [1, 2, 3, 7, 8, 33]) {
      const leaves = leavesOf(size);
      const { read, frontier } = grow(leaves);
      for (const [position, leaf] of leaves.entries()) {
        const path = await readHashes(inclusionPath(position, size), read);
        const claim = { leaf: leafHash(leaf), position, size, root: frontier.root() };
        assert.ok(verifyInclusion(claim, path));
        assert.ok(!verifyInclusion({ ...claim, leaf: leafHash(Buffer.from('another')) }, path));
        assert.ok(!verifyInclusion({ ...claim, position: position + 1 }, path));
        assert.ok(!verifyInclusion(claim, [...path, frontier.root()]));
        assert.ok(!verifyInclusion({ ...claim, position: size }, path));
      }
    }
  });

  it('proves nothing by a path that ends below the root', () => {
    const leaf = leafHash(Buffer.from('leaf'));
    for (const size of [2, 3, 8])
      assert.ok(!verifyInclusion({ leaf, position: 0, size, root: leaf }, []), `the only leaf, of ${size}`);
    const frontier = new Frontier();
    for (const next of leavesOf(4)) frontier.append(leafHash(next));
    const root = frontier.root();
    for (const size of [5, 6, 8, 12])
      assert.ok(!verifyConsistency({ size: 4, root }, { size, root }, []), `the root of 4, of ${size}`);
    assert.ok(!verifyConsistency({ size: 2, root }, { size: 1, root }, []), 'a smaller one');
  });

  it('proves that it grew from each smaller one', async () => {
    const leaves = leavesOf(40);
    const { read, frontier } = grow(leaves);
    const newer = { size: 40, root: frontier.root() };
    for (let size = 1; size <= 40; size++) {
      const older = { size, root: definition(leaves.slice(0, size)) };
      const path = await readHashes(consistencyPath(size, 40), read);
      assert.ok(verifyConsistency(older, newer, path), `from ${size}`);
      const other = definition([...leaves.slice(0, size - 1), Buffer.from('another')]);
      assert.ok(!verifyConsistency({ size, root: other }, newer, path), `from another ${size}`);
      if (size < 40) assert.ok(!verifyConsistency(older, { ...newer, root: other }, path));
    }
    assert.ok(verifyConsistency({ size: 0, root: definition([]) }, newer, []));
    assert.ok(!verifyConsistency(newer, { size: 3, root: definition(leaves.slice(0, 3)) }, []));
  });

  it('needs few stored hashes for a proof in a large tree', async () => {
    const size = 70_001;
    const { read, frontier } = grow(leavesOf(size));
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), async (position) => {
        let asked = 0;
        const counted: ReadNodes = (nodes) => {
          asked += nodes.length;
          return read(nodes);
        };
        const path = await readHashes(inclusionPath(position, size), counted);
        assert.ok(asked < 1600, `${asked} hashes`);
        const leaf = leafHash(Buffer.from(`leaf ${position}`));
        assert.ok(verifyInclusion({ leaf, position, size, root: frontier.root() }, path));
      }),
      { numRuns: 30 },
    );
  });
});
