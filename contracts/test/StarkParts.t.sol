// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Poseidon2} from "../src/verify/stark/Poseidon2.sol";
import {LANES, P, Quintic as Q} from "../src/verify/stark/Quintic.sol";
import {StarkVerifier} from "../src/verify/stark/StarkVerifier.sol";
import {ld, st} from "../src/verify/stark/Words.sol";
import "../src/verify/stark/generated/StarkShape.sol";
import {StarkColumns} from "../src/verify/stark/generated/StarkColumns.sol";
import {StarkSlots} from "../src/verify/stark/generated/StarkSlots.sol";
import {StarkProof} from "./StarkProof.sol";
import {vm} from "./Vm.sol";

/// Parts of the verifier on inputs of the tests' own. Results are made behind all that the verifier has in memory.
contract Parts is StarkVerifier {
    constructor(address[3] memory evaluators, address columns) StarkVerifier(evaluators, columns) {}

    modifier behind() {
        assembly {
            mstore(0x40, 0x40000)
        }
        _;
    }

    function canonicalOf(bytes calldata data, uint256 from, uint256 length) external pure returns (bool) {
        uint256 pos;
        assembly {
            pos := add(data.offset, from)
        }
        return canonical(pos, length) == 0;
    }

    function openingOf(bytes calldata data, uint256 root, uint256[] calldata indices, uint256 width, uint256 depth)
        external
        pure
        behind
        returns (uint256 rows, uint256 end)
    {
        uint256 pos;
        for (uint256 i; i < indices.length; i++) {
            st(KEYS + 32 * i, indices[i]);
        }
        assembly {
            pos := data.offset
        }
        (rows, end) = open(pos, root, indices.length, width, depth);
        return (rows - pos, end - pos);
    }

    function drawOf(bytes32 state, bytes calldata pending, uint256 queries, uint256 bits)
        external
        pure
        behind
        returns (uint256[] memory points, uint256[] memory keys, uint256[] memory ranks, uint256 s)
    {
        domain();
        st(TRANSCRIPT, uint256(state));
        assembly {
            calldatacopy(PENDING, pending.offset, pending.length)
        }
        uint256 count = draw(queries, bits, QUERIED, pending.length);
        points = new uint256[](queries);
        ranks = new uint256[](queries);
        keys = new uint256[](count);
        for (uint256 i; i < queries; i++) {
            points[i] = ld(QUERIED + 32 * i);
            ranks[i] = ld(RANKS + 32 * i) / 32;
        }
        for (uint256 i; i < count; i++) {
            keys[i] = ld(KEYS + 32 * i);
        }
        s = ld(TRANSCRIPT);
    }

    function grindOf(bytes32 state, bytes calldata pending, bytes calldata nonce, uint256 bits) external pure behind returns (uint256 left, uint256 s) {
        st(TRANSCRIPT, uint256(state));
        uint256 pos;
        assembly {
            calldatacopy(PENDING, pending.offset, pending.length)
            pos := nonce.offset
        }
        left = grind(pos, bits, pending.length, 77);
        step(left);
        s = ld(TRANSCRIPT);
    }

    function sampleOf(bytes32 state, bytes calldata pending) external pure behind returns (uint256) {
        st(TRANSCRIPT, uint256(state));
        assembly {
            calldatacopy(PENDING, pending.offset, pending.length)
        }
        return Q.canonical(sample(pending.length));
    }

    function gkrOf(bytes calldata data, uint256 gamma, uint256[3] calldata alphas, uint256[9] calldata publics)
        external
        pure
        behind
        returns (uint256 length, uint256 n, uint256 d)
    {
        uint256 pos;
        assembly {
            pos := data.offset
        }
        st(TRANSCRIPT, 0);
        st(GAMMA, gamma);
        for (uint256 i; i < ALPHAS; i++) {
            st(ALPHA + 32 * i, i < 3 ? alphas[i] : 0);
        }
        for (uint256 i; i < 9; i++) {
            st(PUBLICS + 32 * i, publics[i]);
        }
        (length, n, d) = gkr(pos);
        length -= pos;
        (n, d) = (Q.canonical(n), Q.canonical(d));
    }

    function publicsOf(bytes32 programId, uint256 outcome, bytes32[] calldata digests, bytes calldata key) external view returns (bytes memory result) {
        uint256 pos;
        assembly {
            pos := key.offset
        }
        statement(programId, outcome, digests, pos);
        assembly {
            mstore(0x40, 0x40000)
        }
        result = new bytes(288);
        assembly {
            mcopy(add(result, 32), PUBLICS, 288)
        }
    }

    function permutationOf(uint256[24] calldata state) external pure returns (bytes memory result) {
        Poseidon2.prepare();
        assembly {
            calldatacopy(0x80, state, 768)
        }
        Poseidon2.permute();
        assembly {
            mstore(0x40, 0x40000)
        }
        result = new bytes(768);
        assembly {
            mcopy(add(result, 32), 0x80, 768)
        }
    }

    function foldFirstOf(bytes calldata rows, bytes calldata fixedRows, uint256 count,
        uint256[] calldata point) external pure behind returns (uint256[] memory values) {
        uint256 a;
        uint256 b;
        for (uint256 i; i < point.length; i++) {
            st(POINT + 32 * i, point[i]);
        }
        assembly {
            a := rows.offset
            b := fixedRows.offset
        }
        foldFirst(a, b, count, POINT);
        return valuesOf(count);
    }

    function foldNextOf(bytes calldata rows, uint256 count, uint256[] calldata point) external pure behind returns (uint256[] memory values) {
        uint256 a;
        for (uint256 i; i < point.length; i++) {
            st(POINT + 32 * i, point[i]);
        }
        assembly {
            a := rows.offset
        }
        foldNext(a, count, POINT);
        return valuesOf(count);
    }

    function valuesOf(uint256 count) private pure returns (uint256[] memory values) {
        values = new uint256[](count);
        for (uint256 i; i < count; i++) {
            values[i] = Q.canonical(ld(VALUES + 32 * i));
        }
    }

    function runs(uint256 count, bytes calldata key) external view {
        bytes32[] calldata digests;
        uint256 pos;
        assembly {
            digests.offset := 0
            digests.length := count
            pos := key.offset
        }
        statement(0, 0, digests, pos);
    }

    // Elements of a seed, as contracts/generator/Vectors.cs draws them.
    function drawn(uint256 seed, uint256 number) public pure returns (uint256) {
        if (seed == 0) return Q.canonical(Q.red((P - 1) * 0x1000000000000200000000000040000000000008000000000001));
        return Q.canonical(Q.red(uint256(keccak256(abi.encode(seed, number))) & LANES));
    }

    function fill(uint256 seed) private pure {
        uint256 n = EVALUATIONS + 200;
        uint256[] memory e = new uint256[](n);
        for (uint256 i; i < 100; i++) {
            e[i] = drawn(seed, i < 50 ? i : i + 50);
        }
        for (uint256 i; i < n - 100; i++) {
            e[100 + i] = drawn(seed, 200 + i);
        }
        st(GAMMA, e[0]);
        st(BETA, e[1]);
        for (uint256 i; i < ALPHAS; i++) {
            st(ALPHA + 32 * i, e[2 + i]);
        }
        for (uint256 i; i < LOG_LEAVES; i++) {
            st(ZETA + 32 * i, e[50 + i]);
        }
        for (uint256 i; i < LOG_HEIGHT; i++) {
            st(POINT_R + 32 * i, e[100 + i]);
        }
        for (uint256 i; i < EVALUATIONS; i++) {
            st(COLUMNS + 32 * i, e[200 + i]);
        }
    }

    function sumOf(uint256 seed) external view behind returns (uint256) {
        fill(seed);
        return Q.canonical(tables());
    }

    function usedOf(uint256 seed) external pure behind returns (uint256) {
        fill(seed);
        return Q.canonical(StarkSlots.leavesInUse());
    }

    function weightOf(uint256 seed) external view behind returns (uint256 sum, uint256 power) {
        fill(seed);
        for (uint256 i; i < LOG_WIDTH + LOG_HEIGHT; i++) {
            st(POINT + 32 * i, drawn(seed, 1000 + i));
        }
        st(TAU, drawn(seed, 2000));
        (sum, power) = weightOfColumns();
        return (Q.canonical(sum), Q.canonical(power));
    }
}

contract StarkPartsTest is StarkProof {
    Parts private parts;

    function setUp() external {
        parts = new Parts(evaluators(), address(new StarkColumns()));
    }

    // ---- Against C#

    function vector(string memory name) private view returns (bytes[] memory) {
        return vm.parseJsonBytesArray(vm.readFile("test/vectors/stark.json"), name);
    }

    function test_tables_and_slots_are_as_in_csharp() external view {
        bytes[] memory sums = vector(".sums");
        bytes[] memory used = vector(".used");
        bytes[] memory weights = vector(".weights");
        for (uint256 seed; seed < sums.length; seed++) {
            vm.assertEq(bytes32(parts.sumOf(seed)), bytes32(sums[seed]));
            vm.assertEq(bytes32(parts.usedOf(seed)), bytes32(used[seed]));
            (uint256 w, uint256 last) = parts.weightOf(seed);
            vm.assertEq(bytes32(w), bytes32(weights[seed]));
            uint256 expected = 1;
            uint256 tau = parts.drawn(seed, 2000);
            for (uint256 i; i < EVALUATIONS; i++) {
                expected = Q.mul(expected, tau);
            }
            vm.assertEq(last, Q.canonical(expected));
        }
    }

    /// Of elements, all p - 1 first, and of other numbers below 2^32 of the same residues.
    function test_permutations_are_as_in_csharp() external view {
        bytes[] memory expected = vector(".permutations");
        for (uint256 seed; seed < expected.length; seed++) {
            uint256[24] memory state;
            for (uint256 i; i < 24; i++) {
                state[i] = parts.drawn(seed, i) & 0x7fffffff;
            }
            vm.assertEq(parts.permutationOf(state), expected[seed]);
            for (uint256 i; i < 24; i++) {
                state[i] += P;
            }
            vm.assertEq(parts.permutationOf(state), expected[seed]);
        }
    }

    function test_public_values_are_as_in_csharp() external view {
        bytes[] memory expected = vector(".publics");
        bytes memory key = new bytes(36);
        bytes memory little = new bytes(36);
        for (uint256 i; i < 9; i++) {
            uint256 v = parts.drawn(1, i) & 0x7fffffff;
            for (uint256 k; k < 4; k++) {
                key[4 * i + k] = bytes1(uint8(v >> (24 - 8 * k)));
                little[4 * i + k] = bytes1(uint8(v >> (8 * k)));
            }
        }
        for (uint256 n = 1; n <= expected.length; n++) {
            bytes32[] memory d = new bytes32[](n);
            for (uint256 i; i < n; i++) {
                d[i] = keccak256(abi.encode(i + 1));
            }
            vm.assertEq(parts.publicsOf(sha256(little), 0x12345678, d, key), expected[n - 1]);
        }
    }

    function test_number_of_runs() external {
        vm.expectRevert(StarkVerifier.BadRuns.selector);
        parts.runs(0, new bytes(36));
        vm.expectRevert(StarkVerifier.BadRuns.selector);
        parts.runs((1 << 20) + 1, new bytes(36));
        // as many are no error, but there is no program behind them
        vm.expectRevert(StarkVerifier.OtherProgram.selector);
        parts.runs(1 << 20, new bytes(36));
    }

    // ---- Encoding

    /// forge-config: default.fuzz.runs = 512
    function testFuzz_canonical(uint256 seed, uint16 length4, uint8 where, uint32 value) external view {
        uint256 count = 1 + length4 % 200;
        bytes memory data = elementsOf(seed, count + 9);
        vm.assertEq(parts.canonicalOf(data, 0, 4 * count), true);
        // a value of p or more in it is found, one behind it is not looked at
        if (value < P) value = uint32(P + (value & 0xffffff));
        uint256 i = where % count;
        bytes memory old = slice(data, 0, data.length);
        put(data, 4 * i, value);
        vm.assertEq(parts.canonicalOf(data, 0, 4 * count), false);
        put(old, 4 * count, value);
        vm.assertEq(parts.canonicalOf(old, 0, 4 * count), true);
    }

    function test_canonical_at_the_border() external view {
        for (uint256 count = 1; count < 140; count++) {
            bytes memory data = new bytes(4 * count);
            for (uint256 i; i < count; i++) {
                put(data, 4 * i, uint32(P - 1));
            }
            vm.assertEq(parts.canonicalOf(data, 0, 4 * count), true);
            for (uint256 i; i < count; i += 1 + count / 20) {
                put(data, 4 * i, uint32(P));
                vm.assertEq(parts.canonicalOf(data, 0, 4 * count), false);
                put(data, 4 * i, 0x80000000);
                vm.assertEq(parts.canonicalOf(data, 0, 4 * count), false);
                put(data, 4 * i, type(uint32).max);
                vm.assertEq(parts.canonicalOf(data, 0, 4 * count), false);
                put(data, 4 * i, uint32(P - 1));
            }
        }
    }

    function elementsOf(uint256 seed, uint256 count) private pure returns (bytes memory data) {
        data = new bytes(4 * count);
        for (uint256 i; i < count; i++) {
            put(data, 4 * i, uint32(uint256(keccak256(abi.encode(seed, i))) % P));
        }
    }

    function put(bytes memory data, uint256 place, uint32 value) private pure {
        for (uint256 k; k < 4; k++) {
            data[place + k] = bytes1(uint8(value >> (24 - 8 * k)));
        }
    }

    // ---- Transcript

    /// forge-config: default.fuzz.runs = 128
    function testFuzz_sample(bytes32 state, bytes calldata pending) external view {
        vm.assume(pending.length < 4000);
        uint256 s = uint256(keccak256(bytes.concat(state, pending, hex"02")));
        uint256 r;
        for (uint256 i; i < 5; i++) {
            r |= ((s >> (51 * i)) % 2 ** 51 % P) << (51 * i);
        }
        vm.assertEq(parts.sampleOf(state, pending), r);
    }

    /// forge-config: default.fuzz.runs = 128
    function testFuzz_grind(bytes32 state, bytes calldata pending, uint32 nonce, uint8 bits) external {
        vm.assume(pending.length < 200);
        bits = bits % 7;
        if (bits == 0) {
            (uint256 none, uint256 s0) = parts.grindOf(state, pending, abi.encodePacked(uint32(0)), 0);
            vm.assertEq(none, pending.length);
            vm.assertEq(bytes32(s0), keccak256(bytes.concat(state, pending, hex"02")));
            if (nonce == 0) nonce = 1;
            vm.expectRevert(abi.encodeWithSelector(StarkVerifier.BadProof.selector, 77));
            parts.grindOf(state, pending, abi.encodePacked(nonce), 0);
            return;
        }
        bytes32 s = keccak256(bytes.concat(state, pending, hex"02"));
        bool good = uint256(keccak256(abi.encodePacked(s, nonce, hex"03"))) % 2 ** bits == 0;
        if (!good) vm.expectRevert(abi.encodeWithSelector(StarkVerifier.BadProof.selector, 77));
        (uint256 left, uint256 after_) = parts.grindOf(state, pending, abi.encodePacked(nonce), bits);
        if (!good) return;
        vm.assertEq(left, 4);
        vm.assertEq(bytes32(after_), keccak256(abi.encodePacked(s, nonce, hex"02")));
    }

    /// Few bits, so that many rows are drawn twice, and as many as the proofs have.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_draw(bytes32 state, bytes calldata pending, uint8 q, uint8 b) external view {
        vm.assume(pending.length < 100);
        uint256 queries = 1 + q % MOST_QUERIES;
        uint256 bits = 1 + b % 22;
        (uint256[] memory points, uint256[] memory keys, uint256[] memory ranks,) = parts.drawOf(state, pending, queries, bits);
        uint256 root = power(3, (P - 1) >> bits);
        bytes32 s = state;
        for (uint256 i = 1; i < keys.length; i++) {
            vm.assertLe(keys[i - 1] + 1, keys[i], "ascending, distinct");
        }
        bool[] memory seen = new bool[](keys.length);
        for (uint256 i; i < queries; i++) {
            if (i % 5 == 0) s = i == 0 ? keccak256(bytes.concat(s, pending, hex"02")) : keccak256(bytes.concat(s, hex"02"));
            uint256 index = (uint256(s) >> (51 * (i % 5))) % 2 ** bits;
            vm.assertEq(keys[ranks[i]], index);
            seen[ranks[i]] = true;
            uint256 reversed;
            for (uint256 k; k < bits; k++) {
                reversed = reversed << 1 | (index >> k & 1);
            }
            vm.assertEq(points[i], power(root, reversed));
        }
        for (uint256 i; i < keys.length; i++) {
            vm.assertTrue(seen[i], "no index that is not drawn");
        }
    }

    function power(uint256 x, uint256 e) private pure returns (uint256 r) {
        r = 1;
        for (; e != 0; e >>= 1) {
            if (e & 1 != 0) r = mulmod(r, x, P);
            x = mulmod(x, x, P);
        }
    }

    // ---- Openings

    struct Tree {
        uint256 width;
        uint256 depth;
        bytes rows;
        bytes32[][] levels;
    }

    function treeOf(uint256 seed, uint256 width, uint256 depth) private pure returns (Tree memory t) {
        t = Tree(width, depth, elementsOf(seed, width << depth), new bytes32[][](depth + 1));
        commit(t);
    }

    function commit(Tree memory t) private pure {
        t.levels[0] = new bytes32[](1 << t.depth);
        for (uint256 i; i < 1 << t.depth; i++) {
            t.levels[0][i] = keccak256(bytes.concat(slice(t.rows, 4 * t.width * i, 4 * t.width), hex"00"));
        }
        for (uint256 k = 1; k <= t.depth; k++) {
            t.levels[k] = new bytes32[](1 << (t.depth - k));
            for (uint256 i; i < t.levels[k].length; i++) {
                t.levels[k][i] = keccak256(bytes.concat(t.levels[k - 1][2 * i], t.levels[k - 1][2 * i + 1], hex"01"));
            }
        }
    }

    // Every part by itself: a node's sibling is opened where neither it nor anything below it is.
    function openingOf(Tree memory t, uint256[] memory indices) private pure returns (bytes memory) {
        bytes memory rows;
        bytes memory siblings;
        for (uint256 i; i < indices.length; i++) {
            rows = bytes.concat(rows, slice(t.rows, 4 * t.width * indices[i], 4 * t.width));
        }
        for (uint256 k; k < t.depth; k++) {
            for (uint256 n; n < 1 << (t.depth - k); n++) {
                if (known(indices, n, k) && !known(indices, n ^ 1, k)) siblings = bytes.concat(siblings, t.levels[k][n ^ 1]);
            }
        }
        return bytes.concat(bytes4(uint32(rows.length / 4)), bytes4(uint32(siblings.length / 32)), rows, siblings);
    }

    function known(uint256[] memory indices, uint256 node, uint256 level) private pure returns (bool) {
        for (uint256 i; i < indices.length; i++) {
            if (indices[i] >> level == node) return true;
        }
        return false;
    }

    function indicesOf(uint256 set, uint256 depth) private pure returns (uint256[] memory indices) {
        uint256 count;
        if (set % 2 ** (2 ** depth) == 0) set = 1;
        for (uint256 i; i < 1 << depth; i++) {
            count += set >> i & 1;
        }
        indices = new uint256[](count);
        count = 0;
        for (uint256 i; i < 1 << depth; i++) {
            if (set >> i & 1 != 0) indices[count++] = i;
        }
    }

    function accepts(Tree memory t, uint256[] memory indices, bytes memory opening) private view returns (bool) {
        try parts.openingOf(opening, uint256(t.levels[t.depth][0]), indices, t.width, t.depth) returns (uint256 rows, uint256 end) {
            vm.assertEq(rows, 8);
            return end == opening.length;
        } catch (bytes memory why) {
            vm.assertEq(why, abi.encodeWithSelector(StarkVerifier.BadProof.selector, 7));
            return false;
        }
    }

    /// Any set of up to 16 rows; then each byte of its opening changed, other indices, another tree.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_openings(uint128 seed, uint16 set, uint8 w) external view {
        uint256 width = 1 + w % 30;
        uint256 depth = 1 + seed % 4;
        Tree memory t = treeOf(seed, width, depth);
        uint256[] memory indices = indicesOf(set, depth);
        bytes memory opening = openingOf(t, indices);
        vm.assertTrue(accepts(t, indices, opening));
        for (uint256 i; i < opening.length; i += 1 + opening.length / 60) {
            opening[i] ^= bytes1(uint8(1 << (i + seed % 8) % 8));
            vm.assertEq(accepts(t, indices, opening), false);
            opening[i] ^= bytes1(uint8(1 << (i + seed % 8) % 8));
        }
        for (uint256 i; i < indices.length; i++) {
            // one index more to the right, where no other one is
            if (i + 1 == indices.length ? indices[i] + 1 == 1 << depth : indices[i] + 1 == indices[i + 1]) continue;
            indices[i]++;
            vm.assertEq(accepts(t, indices, opening), false);
            indices[i]--;
        }
        t.levels[depth][0] ^= bytes32(uint256(1));
        vm.assertEq(accepts(t, indices, opening), false);
    }

    /// A tree over a row of which a number is p or more: the row hashes as it should, and is none.
    function test_rows_that_are_not_canonical() external view {
        for (uint256 i; i < 8; i++) {
            Tree memory t = treeOf(i, 9, 2);
            uint256[] memory indices = indicesOf(1 << i % 4, 2);
            put(t.rows, 4 * (9 * (i % 4) + i), uint32(P + i));
            commit(t);
            vm.assertEq(accepts(t, indices, openingOf(t, indices)), false);
        }
    }

    /// A row more or a sibling more, said to be there, with the bytes for it.
    function test_other_counts() external view {
        Tree memory t = treeOf(5, 3, 3);
        uint256[] memory indices = indicesOf(0x24, 3);
        bytes memory o = openingOf(t, indices);
        vm.assertTrue(accepts(t, indices, o));
        bytes memory more = bytes.concat(o, new bytes(32));
        put(more, 4, uint32(o.length / 32 + 1));
        vm.assertEq(accepts(t, indices, more), false);
        for (uint32 i; i < 12; i++) {
            more = bytes.concat(slice(o, 0, o.length), new bytes(64));
            put(more, 0, i);
            vm.assertEq(accepts(t, indices, more), false);
        }
        for (uint32 i; i < 12; i++) {
            if (i == (o.length - 32) / 32) continue;
            more = slice(o, 0, o.length);
            put(more, 4, i);
            vm.assertEq(accepts(t, indices, more), false);
        }
    }

    // ---- GKR: proofs that hold but for one thing

    // A proof of leaves (0, 1) in each scope, or (0, 0) where the scope's denominators are said to vanish: D is 1, or the scope's coordinate or its complement.
    function gkrProof(bool zeroLocal, bool zeroGlobal) private pure returns (bytes memory p) {
        uint256 one = 1;
        p = bytes.concat(bytes20(0), packed(zeroLocal ? 0 : one), bytes20(0), packed(zeroGlobal ? 0 : one));
        bytes32 s = keccak256(bytes.concat(bytes32(0), p, hex"02"));
        for (uint256 k = 1; k < LOG_LEAVES; k++) {
            s = keccak256(bytes.concat(s, hex"02"));
            uint256 lambda = Q.canonical(Q.red(uint256(s) & LANES));
            uint256 r;
            for (uint256 i; i < k; i++) {
                bytes memory message = new bytes(40);
                // the last round binds the scope: lambda X^2, or lambda (1 - X)^2
                if (i == k - 1 && zeroLocal != zeroGlobal) {
                    uint256 minusTwo = Q.canonical(Q.red(4 * P * 0x1000000000000200000000000040000000000008000000000001 - 2 * lambda));
                    message = bytes.concat(packed(zeroLocal ? 0 : minusTwo), packed(lambda));
                }
                p = bytes.concat(p, message);
                s = keccak256(bytes.concat(s, message, hex"02"));
                r = Q.canonical(Q.red(uint256(s) & LANES));
            }
            uint256 d = 1;
            if (zeroLocal) d = r;
            if (zeroGlobal) d = Q.canonical(Q.red(2 * P * 0x1000000000000200000000000040000000000008000000000001 + 1 - r));
            if (zeroLocal && zeroGlobal) d = 0;
            bytes memory last = bytes.concat(bytes20(0), bytes20(0), packed(d), packed(d));
            p = bytes.concat(p, last);
            s = keccak256(bytes.concat(s, last, hex"02"));
        }
    }

    function packed(uint256 x) private pure returns (bytes20 r) {
        for (uint256 i; i < 5; i++) {
            r = bytes20(uint160(r) << 32 | uint160((x >> (51 * i)) % 2 ** 51));
        }
    }

    // Fingerprints of the two public messages are -1 and 1.
    function balanced() private pure returns (uint256[3] memory) {
        return [uint256(P - 3), 2, 0];
    }

    function gkrFails(bytes memory p, uint256[3] memory alphas) private {
        uint256[9] memory publics;
        vm.expectRevert(abi.encodeWithSelector(StarkVerifier.BadProof.selector, 4));
        parts.gkrOf(p, 0, alphas, publics);
    }

    function test_gkr() external {
        uint256[9] memory publics;
        bytes memory p = gkrProof(false, false);
        (uint256 length, uint256 n, uint256 d) = parts.gkrOf(p, 0, balanced(), publics);
        vm.assertEq(length, p.length);
        vm.assertEq(n, 0);
        vm.assertEq(d, 1);
        // denominators that are zero make everything fit, and are refused
        gkrFails(gkrProof(true, true), balanced());
        gkrFails(gkrProof(true, false), balanced());
        gkrFails(gkrProof(false, true), balanced());
        // fingerprints that are zero
        gkrFails(p, [uint256(0), 0, 0]);
        // public messages that do not cancel: by the challenges, by each public value
        gkrFails(p, [uint256(P - 3), 3, 0]);
        for (uint256 i; i < 9; i++) {
            publics[i] = 5;
            // the third challenge is that of v0, and others are 0
            if (i % 5 != 0) {
                parts.gkrOf(p, 0, balanced(), publics);
            } else {
                vm.expectRevert(abi.encodeWithSelector(StarkVerifier.BadProof.selector, 4));
                parts.gkrOf(p, 0, [uint256(P - 3), 2, 1], publics);
            }
            publics[i] = 0;
        }
    }

    // ---- Rows

    function mulSlow(uint256 a, uint256 b) private pure returns (uint256 r) {
        uint256[9] memory c;
        for (uint256 i; i < 5; i++) {
            for (uint256 j; j < 5; j++) {
                c[i + j] = addmod(c[i + j], mulmod((a >> (51 * i)) % 2 ** 51, (b >> (51 * j)) % 2 ** 51, P), P);
            }
        }
        for (uint256 i = 8; i >= 5; i--) {
            c[i - 5] = addmod(c[i - 5], c[i], P);
            c[i - 3] = addmod(c[i - 3], P - c[i], P);
        }
        for (uint256 i; i < 5; i++) {
            r |= c[i] << (51 * i);
        }
    }

    function addSlow(uint256 a, uint256 b) private pure returns (uint256 r) {
        for (uint256 i; i < 5; i++) {
            r |= addmod((a >> (51 * i)) % 2 ** 51, (b >> (51 * i)) % 2 ** 51, P) << (51 * i);
        }
    }

    function eqSlow(uint256[] memory point, uint256 index) private pure returns (uint256 r) {
        r = 1;
        for (uint256 i; i < point.length; i++) {
            uint256 x = point[i];
            if (index >> (point.length - 1 - i) & 1 == 0) {
                x = addSlow(1, mulSlow(x, P - 1));
            }
            r = mulSlow(r, x);
        }
    }

    /// forge-config: default.fuzz.runs = 32
    function testFuzz_folds(uint128 seed) external view {
        bool most = seed % 4 == 0;
        uint256[] memory point = new uint256[](LOG_WIDTH);
        for (uint256 i; i < LOG_WIDTH; i++) {
            point[i] = parts.drawn(most ? 0 : seed, i);
        }
        bytes memory rows = most ? largest(2 * MAIN_WIDTH) : elementsOf(seed, 2 * MAIN_WIDTH);
        bytes memory fixedRows = most ? largest(2 * FIXED_WIDTH) : elementsOf(uint256(seed) + 1, 2 * FIXED_WIDTH);
        uint256[] memory values = parts.foldFirstOf(rows, fixedRows, 2, point);
        for (uint256 q; q < 2; q++) {
            uint256 y;
            for (uint256 c; c < MAIN_WIDTH + FIXED_WIDTH; c++) {
                uint256 e = c < MAIN_WIDTH ? read(rows, q * MAIN_WIDTH + c) : read(fixedRows, q * FIXED_WIDTH + c - MAIN_WIDTH);
                y = addSlow(y, mulSlow(eqSlow(point, c), e));
            }
            vm.assertEq(values[q], y);
        }
        assembly {
            mstore(point, FOLD)
        }
        rows = most ? largest(10 << FOLD) : elementsOf(seed, 10 << FOLD);
        values = parts.foldNextOf(rows, 2, point);
        for (uint256 q; q < 2; q++) {
            uint256 y;
            for (uint256 c; c < 1 << FOLD; c++) {
                uint256 e;
                for (uint256 i; i < 5; i++) {
                    e |= read(rows, 5 * ((q << FOLD) + c) + i) << (51 * i);
                }
                y = addSlow(y, mulSlow(eqSlow(point, c), e));
            }
            vm.assertEq(values[q], y);
        }
    }

    function largest(uint256 count) private pure returns (bytes memory data) {
        data = new bytes(4 * count);
        for (uint256 i; i < count; i++) {
            put(data, 4 * i, uint32(P - 1));
        }
    }

    function read(bytes memory data, uint256 i) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := shr(224, mload(add(add(data, 32), shl(2, i))))
        }
    }
}
