// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRunVerifier} from "../IZKVerifier.sol";
import {Poseidon2} from "./Poseidon2.sol";
import {LANES, N, P, P2_LANES, P_LANES, UNPACK_1, UNPACK_2, UNPACK_3, UNPACK_4, Quintic as Q} from "./Quintic.sol";
import {ld, st} from "./Words.sol";
import "./generated/StarkShape.sol";
import {StarkSlots} from "./generated/StarkSlots.sol";

/// Verifies the last STARK of this project: docs/protocol.md, whose numbers of steps the code carries, for the layer L1 and one key.
///
/// A proof is the digest of a program's key, nine elements, and then the words of protocol.md section 15; elements are four bytes, most significant
/// first. Everything of it is either absorbed before the next challenge, or hashes into a root that was, or is a nonce that its own check absorbs. All
/// lengths are constants but those of openings, which the queries determine: where the last one ends, the proof must end.
///
/// Values live at the fixed places of StarkShape.sol, so no Solidity object may be in memory. No state, no owner, nothing to change.
contract StarkVerifier is IRunVerifier {
    /// The proof fails at this step of protocol.md section 8; step 0 is its encoding.
    error BadProof(uint256 step);
    /// The proof is of another program than this id is of.
    error OtherProgram();
    /// No run, or more than 2^20 of them.
    error BadRuns();

    uint256 private constant EXT = 20; // bytes of an element of K
    uint256 private constant KEY_BYTES = 36;
    uint256 private constant MOST_RUNS = 1 << 20;
    uint256 private constant KIND_RUN = 3; // what a statement is of
    uint256 private constant KIND_FINAL = 6;

    // From y0 to the nonces of the first folds: elements without a root between.
    uint256 private constant GKR_BYTES = EXT * (4 + LOG_LEAVES * (LOG_LEAVES - 1) + 4 * (LOG_LEAVES - 1));
    uint256 private constant FIRST_BYTES =
        EXT + 4 + GKR_BYTES + 3 * EXT * LOG_HEIGHT + EXT * EVALUATIONS + (2 * EXT + 4) * LOG_WIDTH;

    // The code of a table's leaves and constraints.
    address private immutable evaluator0;
    address private immutable evaluator1;
    address private immutable evaluator2;

    // The weight of all columns' evaluations.
    address private immutable columnWeights;

    constructor(address[3] memory evaluators, address columns) {
        (evaluator0, evaluator1, evaluator2) = (evaluators[0], evaluators[1], evaluators[2]);
        columnWeights = columns;
    }

    /// The contracts StarkEvaluator0, 1, 2 and StarkColumns that it calls: who relies on this one compares their code.
    function parts() external view returns (address[4] memory) {
        return [evaluator0, evaluator1, evaluator2, columnWeights];
    }

    function insecure() external pure returns (bool) {
        return false;
    }

    function verifyRuns(bytes32 programId, uint32 outcome, bytes32[] calldata digests, bytes calldata proof) external view {
        unchecked {
            uint256 pos;
            uint256 end;
            assembly {
                pos := proof.offset
                end := add(pos, proof.length)
            }
            statement(programId, outcome, digests, pos);
            uint256 root;
            pos += KEY_BYTES;
            assembly {
                root := calldataload(pos)
            }
            pos += 32;
            if (canonical(pos, FIRST_BYTES) != 0) revert BadProof(0);
            commitments(root, pos);
            uint256 y0 = pos;
            uint256 n;
            uint256 d;
            fingerprint(pos + EXT);
            (pos, n, d) = gkr(pos + EXT + 4);
            (pos, n) = zerocheck(pos, n, d);
            pos = evaluations(pos, n);
            if (whir(pos, y0, root) != end) revert BadProof(0);
        }
    }

    // ---- Elements, transcript. What is virtual is so for a test that records the transcript (StarkTranscript.t.sol).

    // The element of K at a place.
    function ext(uint256 pos) internal pure returns (uint256) {
        uint256 w;
        assembly {
            w := calldataload(pos)
        }
        return Q.unpack(w);
    }

    // Not 0 if a number of four bytes in this part of the proof is p or more: eight in a word, of which none may be 2^31 or more, nor become so when
    // 2^31 - p is added.
    function canonical(uint256 pos, uint256 length) internal pure returns (uint256 bad) {
        assembly {
            let high := 0x8000000080000000800000008000000080000000800000008000000080000000
            let add_ := 0x00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff
            let end := add(pos, and(length, not(255)))
            for {} lt(pos, end) { pos := add(pos, 256) } {
                let w := calldataload(pos)
                bad := or(bad, or(w, add(w, add_)))
                w := calldataload(add(pos, 32))
                bad := or(bad, or(w, add(w, add_)))
                w := calldataload(add(pos, 64))
                bad := or(bad, or(w, add(w, add_)))
                w := calldataload(add(pos, 96))
                bad := or(bad, or(w, add(w, add_)))
                w := calldataload(add(pos, 128))
                bad := or(bad, or(w, add(w, add_)))
                w := calldataload(add(pos, 160))
                bad := or(bad, or(w, add(w, add_)))
                w := calldataload(add(pos, 192))
                bad := or(bad, or(w, add(w, add_)))
                w := calldataload(add(pos, 224))
                bad := or(bad, or(w, add(w, add_)))
            }
            end := add(end, and(length, 0xe0))
            for {} lt(pos, end) { pos := add(pos, 32) } {
                let w := calldataload(pos)
                bad := or(bad, or(w, add(w, add_)))
            }
            // the last words, with zeros behind them
            let rest := shl(3, sub(32, and(length, 31)))
            let w := shl(rest, shr(rest, calldataload(pos)))
            bad := and(or(bad, or(w, add(w, add_))), high)
        }
    }

    // S <- H(S || pending || 02), so many bytes pending.
    function step(uint256 pending) internal pure virtual returns (uint256 s) {
        assembly ("memory-safe") {
            mstore8(add(PENDING, pending), 2)
            s := keccak256(TRANSCRIPT, add(pending, 33))
            mstore(TRANSCRIPT, s)
        }
    }

    // An element of K: lanes of S as they are.
    function sample(uint256 pending) internal pure virtual returns (uint256) {
        return Q.red(step(pending) & LANES);
    }

    function observe(uint256 pos, uint256 bytes_, uint256 pending) internal pure {
        assembly ("memory-safe") {
            calldatacopy(add(PENDING, pending), pos, bytes_)
        }
    }

    // Proof of work of the nonce at this place; what is pending then.
    function grind(uint256 pos, uint256 bits, uint256 pending, uint256 number) internal pure returns (uint256) {
        uint256 bad;
        if (bits == 0) {
            assembly {
                bad := shr(224, calldataload(pos))
            }
        } else {
            step(pending);
            assembly ("memory-safe") {
                calldatacopy(PENDING, pos, 4)
                mstore8(add(PENDING, 4), 3)
                bad := and(keccak256(TRANSCRIPT, 37), sub(shl(bits, 1), 1))
            }
            pending = 4;
        }
        if (bad != 0) revert BadProof(number);
        return pending;
    }

    // Of matrix i: byte 31 - i of a constant of StarkShape.sol.
    function matrix(uint256 packed, uint256 i) internal pure returns (uint256 r) {
        assembly {
            r := byte(sub(31, i), packed)
        }
    }

    // a + x(b - a), reduced; a, b, x reduced.
    function lerp(uint256 a, uint256 b, uint256 x) internal pure returns (uint256) {
        unchecked {
            return Q.mulAdd(x, Q.red(b + P2_LANES - a), a);
        }
    }

    // ---- The statement (section 14)

    // The public values that claims of these runs have; the program's key is that of the id.
    function statement(bytes32 programId, uint256 outcome, bytes32[] calldata digests, uint256 pos) internal view {
        unchecked {
            if (digests.length == 0 || digests.length > MOST_RUNS) revert BadRuns();
            if (canonical(pos, KEY_BYTES) != 0) revert BadProof(0);
            Poseidon2.prepare();
            uint256 elements = Poseidon2.ELEMENTS;
            uint256 level = Poseidon2.END;
            assembly ("memory-safe") {
                // little-endian words for the id, elements for the claims
                for { let i := 0 } lt(i, 9) { i := add(i, 1) } {
                    let w := shr(224, calldataload(add(pos, shl(2, i))))
                    mstore(add(elements, shl(5, add(i, 1))), w)
                    w := or(shr(16, w), shl(16, and(w, 0xffff)))
                    w := or(and(shr(8, w), 0x00ff00ff), shl(8, and(w, 0x00ff00ff)))
                    mstore(add(level, shl(2, i)), shl(224, w))
                }
                if iszero(staticcall(gas(), 2, level, 36, 0, 32)) { revert(0, 0) }
                mstore(elements, KIND_RUN)
                mstore(add(elements, 0x140), and(outcome, 0xffff))
                mstore(add(elements, 0x160), shr(16, outcome))
                calldatacopy(add(elements, 0x480), calldatasize(), 0x120)
            }
            if (bytes32(ld(0)) != programId) revert OtherProgram();
            for (uint256 i; i < digests.length; i++) {
                assembly ("memory-safe") {
                    let digest := calldataload(add(digests.offset, shl(5, i)))
                    let to := add(elements, 0x180)
                    for { let j := 224 } lt(j, 256) { j := sub(j, 32) } {
                        mstore(to, 1)
                        mstore(add(to, 32), and(shr(j, digest), 0xffff))
                        mstore(add(to, 64), and(shr(add(j, 16), digest), 0xffff))
                        to := add(to, 96)
                    }
                }
                Poseidon2.hash(36);
                assembly ("memory-safe") {
                    mcopy(add(level, mul(i, 0x120)), 0x80, 0x120)
                }
            }
            rootOver(level, digests.length);
            assembly ("memory-safe") {
                mstore(elements, KIND_FINAL)
                mcopy(add(elements, 32), level, 0x120)
                mstore(add(elements, 0x140), digests.length)
                calldatacopy(add(elements, 0x160), calldatasize(), 0x80)
            }
            Poseidon2.hash(11);
            assembly ("memory-safe") {
                mcopy(PUBLICS, 0x80, 0x120)
            }
        }
    }

    // Digests of nine words from level on become their root, which is then the first: four at a time, C(C(a, b), C(c, d)).
    function rootOver(uint256 level, uint256 count) internal pure {
        unchecked {
            while (count > 1) {
                uint256 to = level;
                for (uint256 i; i < count; i += 4) {
                    uint256 from = level + 0x120 * i;
                    uint256 group = count - i < 4 ? count - i : 4;
                    if (group == 1) {
                        assembly ("memory-safe") {
                            mcopy(to, from, 0x120)
                        }
                    } else {
                        uint256 zeros = (4 - group) * 0x120;
                        assembly ("memory-safe") {
                            // what follows a last group is no digest any more
                            calldatacopy(add(from, sub(0x480, zeros)), calldatasize(), zeros)
                        }
                        Poseidon2.compress(from, from + 0x120);
                        assembly ("memory-safe") {
                            mcopy(from, 0x80, 0x120)
                        }
                        Poseidon2.compress(from + 0x240, from + 0x360);
                        assembly ("memory-safe") {
                            mcopy(add(from, 0x120), 0x80, 0x120)
                        }
                        Poseidon2.compress(from, from + 0x120);
                        assembly ("memory-safe") {
                            mcopy(to, 0x80, 0x120)
                        }
                    }
                    to += 0x120;
                }
                count = (count + 3) / 4;
            }
        }
    }

    // ---- Steps 1 to 3

    // Steps 1 and 2: key, public values, main root; a point outside the domain, whose value is the element at this place.
    function commitments(uint256 root, uint256 y0) internal pure {
        unchecked {
            assembly ("memory-safe") {
                let to := PENDING
                mstore(TRANSCRIPT, 0)
                mstore(to, DOMAIN)
                to := add(to, DOMAIN_BYTES)
                mstore(to, KEY_0_7)
                mstore(add(to, 32), shl(224, KEY_8))
                to := add(to, 36)
                for { let i := 0 } lt(i, 9) { i := add(i, 1) } {
                    mstore(to, shl(224, mload(add(PUBLICS, shl(5, i)))))
                    to := add(to, 4)
                }
                mstore(to, root)
            }
            outside(OUTSIDE, LOG_WIDTH + LOG_HEIGHT, DOMAIN_BYTES + 2 * KEY_BYTES + 32);
            observe(y0, EXT, 0);
        }
    }

    // Samples a point of so many coordinates.
    function outside(uint256 to, uint256 variables, uint256 pending) internal pure {
        unchecked {
            for (uint256 end = to + 32 * variables; to < end; to += 32) {
                st(to, sample(pending));
                pending = 0;
            }
        }
    }

    // Step 3: the fingerprint's challenges; all are drawn, of which fields use the first.
    function fingerprint(uint256 nonce) internal pure {
        unchecked {
            uint256 pending = grind(nonce, FINGERPRINT_BITS, EXT, 3);
            st(GAMMA, sample(pending));
            for (uint256 i; i < ALPHAS; i++) {
                st(ALPHA + 32 * i, sample(0));
            }
            for (uint256 i = ALPHAS; i < CHALLENGES; i++) {
                step(0);
            }
        }
    }

    // ---- Step 4

    // GKR: from the claimed sums to claims on numerators and denominators of the leaves at ZETA.
    function gkr(uint256 pos) internal pure returns (uint256, uint256 n, uint256 d) {
        unchecked {
            n = ext(pos);
            d = ext(pos + EXT);
            uint256 n1 = ext(pos + 2 * EXT);
            uint256 d1 = ext(pos + 3 * EXT);
            if (d == 0 || d1 == 0) revert BadProof(4);
            {
                (uint256 sum,, uint256 bad) = StarkSlots.statement(n, d);
                if (bad != 0 || !Q.isZero(sum)) revert BadProof(4);
            }
            observe(pos, 4 * EXT, 0);
            pos += 4 * EXT;
            uint256 mu = sample(4 * EXT);
            st(ZETA, mu);
            n = lerp(n, n1, mu);
            d = lerp(d, d1, mu);
            for (uint256 k = 1; k < LOG_LEAVES; k++) {
                (pos, n, d) = layer(pos, k, n, d);
            }
            return (pos, n, d);
        }
    }

    // A round of a layer's sumcheck, which binds this coordinate.
    function weighted(uint256 pos, uint256 coordinate, uint256 claim) internal pure virtual returns (uint256) {
        unchecked {
            uint256 z;
            uint256 c1;
            uint256 c2;
            uint256 r;
            assembly ("memory-safe") {
                z := mload(add(ZETA, coordinate))
                c1 := calldataload(pos)
                c2 := calldataload(add(pos, EXT))
                // observe 40 bytes and step
                mstore(PENDING, c1)
                mstore(add(PENDING, EXT), c2)
                mstore8(add(PENDING, 40), 2)
                r := keccak256(TRANSCRIPT, 73)
                mstore(TRANSCRIPT, r)
            }
            c1 = Q.unpack(c1);
            c2 = Q.unpack(c2);
            r = Q.red(r & LANES);
            z = claim + P2_LANES - Q.mul(z, c1 + c2); // c0
            claim = Q.mulAdd(r, Q.mulAdd(r, c2, c1), z);
            assembly ("memory-safe") {
                mstore(add(NEXT_ZETA, coordinate), r)
            }
            return claim;
        }
    }

    // Layer k: its claims at ZETA, k coordinates, to those of the next at ZETA, one more.
    function layer(uint256 pos, uint256 k, uint256 n, uint256 d) internal pure returns (uint256, uint256, uint256) {
        unchecked {
            uint256 lambda = sample(0);
            uint256 claim = Q.mulAdd(lambda, d, n);
            uint256 blocks = k > 9 ? k - 9 : 0;
            for (uint256 i; i < k; i++) {
                claim = weighted(pos, 32 * (i == k - 1 ? 0 : i < blocks ? blocks - i : i + 1), claim);
                pos += 2 * EXT;
            }
            n = ext(pos);
            uint256 n1 = ext(pos + EXT);
            d = ext(pos + 2 * EXT);
            uint256 d1 = ext(pos + 3 * EXT);
            uint256 cross = Q.mulAdd(n, d1, Q.mul(n1, d));
            cross = Q.mulAdd(lambda, Q.mul(d, d1), cross);
            if (!Q.isZero(claim + P2_LANES - cross)) revert BadProof(4);
            observe(pos, 4 * EXT, 0);
            pos += 4 * EXT;
            uint256 mu = sample(4 * EXT);
            st(NEXT_ZETA + 32 * k, mu);
            assembly ("memory-safe") {
                mcopy(ZETA, NEXT_ZETA, shl(5, add(k, 1)))
            }
            return (pos, lerp(n, n1, mu), lerp(d, d1, mu));
        }
    }

    // ---- Steps 5 and 6

    // Leaves and constraints, to columns at a point.
    function zerocheck(uint256 pos, uint256 n, uint256 d) internal pure returns (uint256, uint256 claim) {
        unchecked {
            uint256 beta = sample(0);
            st(BETA, beta);
            // leaves of nobody are (0, 1); the first coordinate is the scope, local is 0
            uint256 used = Q.mul(Q.red(P2_LANES + 1 - ld(ZETA)), StarkSlots.leavesInUse());
            claim = Q.mulAdd(beta, Q.red(d + used + P_LANES - 1), n);
            for (uint256 i; i < LOG_HEIGHT; i++) {
                uint256 z = ld(ZETA + 32 * (LOG_LEAVES - LOG_HEIGHT + i));
                uint256 c1 = ext(pos);
                uint256 c2 = ext(pos + EXT);
                uint256 c3 = ext(pos + 2 * EXT);
                observe(pos, 3 * EXT, 0);
                pos += 3 * EXT;
                uint256 r = sample(3 * EXT);
                z = claim + P2_LANES - Q.mul(z, Q.red(c1 + c2 + c3)); // c0
                claim = Q.mulAdd(r, Q.mulAdd(r, Q.mulAdd(r, c3, c2), c1), z);
                st(POINT_R + 32 * i, r);
            }
            return (pos, claim);
        }
    }

    // The columns at that point give what the zerocheck ended with.
    function evaluations(uint256 pos, uint256 claim) internal view returns (uint256) {
        unchecked {
            observe(pos, EXT * EVALUATIONS, 0);
            for (uint256 to = COLUMNS; to < COLUMNS + 32 * EVALUATIONS; to += 32) {
                uint256 w;
                assembly {
                    w := calldataload(pos)
                }
                w = Q.unpack(w);
                assembly ("memory-safe") {
                    mstore(to, w)
                }
                pos += EXT;
            }
            if (!Q.isZero(tables() + P2_LANES - claim)) revert BadProof(6);
            return pos;
        }
    }

    // Leaves and constraints of all tables, of the columns in memory, with their weights.
    function tables() internal view returns (uint256 sum) {
        unchecked {
            uint256 beta = ld(BETA);
            st(CALL, Q.mul(ld(GAMMA), beta));
            st(ALPHA_TAG, Q.mul(ld(ALPHA), beta));
            for (uint256 i = 1; i < ALPHAS; i++) {
                uint256 a = Q.mul(ld(ALPHA + 32 * i), beta);
                assembly ("memory-safe") {
                    let to := add(ALPHA_PARTS, mul(sub(i, 1), 96))
                    let part := 0x7ff0000000000ffe0000000001ffc0000000003ff80000000007ff
                    mstore(to, and(a, part))
                    mstore(add(to, 32), and(shr(11, a), part))
                    mstore(add(to, 64), and(shr(22, a), part))
                }
            }
            evaluate(evaluator0, LEAVES, RETURNED_0);
            evaluate(evaluator1, LEAVES + RETURNED_0, RETURNED_1);
            evaluate(evaluator2, LEAVES + RETURNED_0 + RETURNED_1, RETURNED_2);
            sum = Q.mul(Q.red(P2_LANES + 1 - ld(ZETA)), StarkSlots.leaves());
            return Q.mulAdd(Q.mul(beta, beta), StarkSlots.constraints(), sum);
        }
    }

    function evaluate(address evaluator, uint256 to, uint256 bytes_) internal view {
        bool good;
        assembly ("memory-safe") {
            good := staticcall(gas(), evaluator, CALL, CALL_BYTES, to, bytes_)
            good := and(good, eq(returndatasize(), bytes_))
        }
        if (!good) revert BadProof(6);
    }

    // ---- Step 7

    // The opening of all columns and of the values outside the domain; where the proof ends.
    function whir(uint256 pos, uint256 y0, uint256 root) internal view virtual returns (uint256) {
        unchecked {
            uint256 tau = sample(EXT * EVALUATIONS);
            st(TAU, tau);
            uint256 claim = evaluationsClaim(tau, ext(y0));
            domain();
            (pos, claim) = folds(pos, LOG_WIDTH, matrix(MATRIX_FOLD_BITS, 0), POINT, claim); // 7a
            uint256 fold = POINT;
            uint256 z = OUTSIDE + 32 * (LOG_WIDTH + LOG_HEIGHT);
            for (uint256 i; i < ROUNDS; i++) {
                // 7b
                uint256 next;
                assembly {
                    next := calldataload(pos)
                }
                observe(pos, 32, 0);
                uint256 variables = matrix(MATRIX_VARIABLES, i);
                outside(z, variables, 32);
                z += 32 * variables;
                uint256 y = pos + 32;
                if (canonical(y, EXT + 4) != 0) revert BadProof(0);
                observe(y, EXT, 0);
                (pos, claim) = query(y + EXT, EXT, i, root, fold, ext(y), claim);
                fold = POINT + 32 * (i == 0 ? LOG_WIDTH : LOG_WIDTH + FOLD * i);
                if (canonical(pos, (2 * EXT + 4) * FOLD) != 0) revert BadProof(0);
                (pos, claim) = folds(pos, FOLD, matrix(MATRIX_FOLD_BITS, i + 1), fold, claim);
                root = next;
            }
            // 7c
            uint256 final_ = pos;
            uint256 length = EXT << FINAL_VARIABLES;
            if (canonical(pos, length + 4) != 0) revert BadProof(0);
            observe(pos, length, 0);
            (pos, claim) = query(pos + length, length, ROUNDS, root, fold, 0, claim);
            if (canonical(pos, 2 * EXT * FINAL_VARIABLES) != 0) revert BadProof(0);
            uint256 point = POINT + 32 * (LOG_WIDTH + LOG_HEIGHT - FINAL_VARIABLES);
            for (uint256 i; i < FINAL_VARIABLES; i++) {
                (claim, tau) = plain(pos, claim, 0, 0);
                st(point + 32 * i, tau);
                pos += 2 * EXT;
            }
            uint256 value = Q.mul(weight(), finalValue(final_, point));
            if (!Q.isZero(claim + P2_LANES - value)) revert BadProof(7);
            return pos;
        }
    }

    // The evaluations with powers of tau, then a value: sixteen at a time, as rows are folded.
    function evaluationsClaim(uint256 tau, uint256 value) internal pure returns (uint256 claim) {
        unchecked {
            uint256 power = 1;
            for (uint256 i = EQ; i < EQ + 512; i += 32) {
                st(i, power);
                power = Q.mul(tau, power);
            }
            split(EQ, 16);
            // the value follows the last column
            uint256 end = COLUMNS + 32 * EVALUATIONS;
            uint256 first = COLUMNS + EVALUATIONS / 16 * 512;
            st(end, value);
            for (uint256 chunk = first;; chunk -= 512) {
                uint256 low = P_LANES << 17;
                uint256 middle = low;
                uint256 high = low;
                uint256 last = chunk == first ? end + 32 : chunk + 512;
                uint256 weights = EQ;
                for (uint256 i = chunk; i < last; i += 32) {
                    assembly ("memory-safe") {
                        let e := mload(i)
                        low := addmod(low, mulmod(e, mload(weights), N), N)
                        middle := addmod(middle, mulmod(e, mload(add(weights, 32)), N), N)
                        high := addmod(high, mulmod(e, mload(add(weights, 64)), N), N)
                        weights := add(weights, 96)
                    }
                }
                low += Q.red(middle + (Q.red(high) << 11)) << 11;
                claim = Q.mulAdd(claim, power, Q.red(low));
                if (chunk == COLUMNS) return claim;
            }
        }
    }

    // A round of the plain sumcheck, with a proof of work of so many bits by the nonce at a place, if any.
    function plain(uint256 pos, uint256 claim, uint256 bits, uint256 nonce) internal pure returns (uint256, uint256 r) {
        unchecked {
            uint256 c0 = ext(pos);
            uint256 c2 = ext(pos + EXT);
            observe(pos, 2 * EXT, 0);
            r = sample(bits == 0 ? 2 * EXT : grind(nonce, bits, 2 * EXT, 7));
            claim = claim + P2_LANES + P_LANES - c0 - c0 - c2; // c1
            return (Q.mulAdd(r, Q.mulAdd(r, c2, claim), c0), r);
        }
    }

    // Rounds that fold columns: messages, then a nonce for each. Challenges to a place.
    function folds(uint256 pos, uint256 rounds, uint256 bits, uint256 to, uint256 claim) internal pure returns (uint256, uint256) {
        unchecked {
            uint256 nonces = pos + 2 * EXT * rounds;
            for (uint256 i; i < rounds; i++) {
                uint256 r;
                (claim, r) = plain(pos + 2 * EXT * i, claim, bits, nonces + 4 * i);
                st(to + 32 * i, r);
            }
            return (nonces + 4 * rounds, claim);
        }
    }

    // Rows of matrix i, drawn after the nonce at this place and opened after it, join the claim with powers of xi, and so does y.
    function query(uint256 pos, uint256 pending, uint256 i, uint256 root, uint256 fold, uint256 y, uint256 claim)
        internal
        pure
        returns (uint256, uint256)
    {
        unchecked {
            uint256 queries = matrix(MATRIX_QUERIES, i);
            uint256 depth = matrix(MATRIX_LOG_ROWS, i);
            pending = grind(pos, matrix(MATRIX_QUERY_BITS, i), pending, 7);
            uint256 count = draw(queries, depth, QUERIED + 32 * i * MOST_QUERIES, pending);
            uint256 rows;
            if (i == 0) {
                uint256 fixedRows;
                (rows, pos) = open(pos + 4, root, count, MAIN_WIDTH, depth);
                (fixedRows, pos) = open(pos, FIXED_ROOT, count, FIXED_WIDTH, depth);
                foldFirst(rows, fixedRows, count, fold);
            } else {
                (rows, pos) = open(pos + 4, root, count, (EXT / 4) << FOLD, depth);
                foldNext(rows, count, fold);
            }
            uint256 xi = sample(0);
            st(XI + 32 * i, xi);
            for (uint256 q = queries; q > 0;) {
                q -= 1;
                y = Q.mulAdd(y, xi, ld(VALUES + ld(RANKS + 32 * q)));
            }
            return (pos, Q.mulAdd(y, xi, claim));
        }
    }

    // Draws rows: their points of the domain in order to a place; distinct indices, ascending, to KEYS, and where each query's is among them to RANKS.
    function draw(uint256 queries, uint256 bits, uint256 points, uint256 pending) internal pure virtual returns (uint256 count) {
        unchecked {
            uint256 s;
            for (uint256 q; q < queries; q++) {
                if (q % 5 == 0) {
                    s = step(pending);
                    pending = 0;
                } else {
                    s >>= 51;
                }
                uint256 index = s & ((1 << bits) - 1);
                assembly ("memory-safe") {
                    let x := mulmod(mload(add(ROOTS, and(shl(5, index), 0x3e0))), mload(add(add(ROOTS, 0x400), and(index, 0x3e0))), P)
                    x := mulmod(x, mload(add(add(ROOTS, 0x800), and(shr(5, index), 0x3e0))), P)
                    x := mulmod(x, mload(add(add(ROOTS, 0xc00), and(shr(10, index), 0x3e0))), P)
                    x := mulmod(x, mload(add(add(ROOTS, 0x1000), and(shr(15, index), 0x3e0))), P)
                    mstore(add(points, shl(5, q)), x)
                    // into its place: smaller keys, of index and number, stay before it
                    let key := or(shl(8, index), q)
                    let to := add(KEYS, shl(5, q))
                    for {} gt(to, KEYS) { to := sub(to, 32) } {
                        let before := mload(sub(to, 32))
                        if lt(before, key) { break }
                        mstore(to, before)
                    }
                    mstore(to, key)
                }
            }
            assembly ("memory-safe") {
                let last := not(0)
                for { let i := 0 } lt(i, queries) { i := add(i, 1) } {
                    let key := mload(add(KEYS, shl(5, i)))
                    let index := shr(8, key)
                    if iszero(eq(index, last)) {
                        mstore(add(KEYS, shl(5, count)), index)
                        count := add(count, 1)
                        last := index
                    }
                    mstore(add(RANKS, shl(5, and(key, 0xff))), shl(5, sub(count, 1)))
                }
            }
        }
    }

    // An opening of a tree (section 6) at the indices in KEYS: counts, rows, siblings. Where its rows begin and where it ends.
    function open(uint256 pos, uint256 root, uint256 count, uint256 width, uint256 depth) internal pure returns (uint256 rows, uint256 next) {
        unchecked {
            uint256 bad;
            uint256 end;
            rows = pos + 8;
            next = rows + 4 * width * count;
            assembly {
                let counts := shr(192, calldataload(pos))
                bad := sub(shr(32, counts), mul(width, count))
                end := add(next, shl(5, and(counts, 0xffffffff)))
            }
            bad |= canonical(rows, next - rows);
            assembly ("memory-safe") {
                // leaves: one row each, then 00
                let bytes_ := shl(2, width)
                mstore8(add(HASHED, bytes_), 0)
                let node := NODES
                let row := rows
                for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                    calldatacopy(HASHED, row, bytes_)
                    mstore(node, mload(add(KEYS, shl(5, i))))
                    mstore(add(node, 32), keccak256(HASHED, add(bytes_, 1)))
                    node := add(node, 64)
                    row := add(row, bytes_)
                }
                mstore8(add(HASHED, 64), 1)
                // Two neighbours are siblings at the level of the highest bit that they differ in; below the least such level no sibling is known.
                let alone := shl(depth, 1)
                for { let i := 1 } lt(i, count) { i := add(i, 1) } {
                    let place := add(KEYS, shl(5, i))
                    let differ := xor(mload(place), mload(sub(place, 32)))
                    if lt(differ, alone) { alone := differ }
                }
                alone := sub(255, clz(alone))
                let stride := shl(5, count)
                for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                    let place := add(NODES, shl(6, i))
                    let index := mload(place)
                    let digest := mload(add(place, 32))
                    mstore(place, shr(alone, index))
                    let sibling := add(next, shl(5, i))
                    for { let end_ := add(sibling, mul(stride, alone)) } lt(sibling, end_) { sibling := add(sibling, stride) } {
                        let right := shl(5, and(index, 1))
                        mstore(add(HASHED, right), digest)
                        mstore(sub(add(HASHED, 32), right), calldataload(sibling))
                        digest := keccak256(HASHED, 65)
                        index := shr(1, index)
                    }
                    mstore(add(place, 32), digest)
                }
                next := add(next, mul(stride, alone))
                depth := sub(depth, alone)
                // level by level: index and digest of the nodes that are known
                for { let last := node } depth { depth := sub(depth, 1) } {
                    let to := NODES
                    let from := NODES
                    for {} lt(from, last) { from := add(from, 64) } {
                        let index := mload(from)
                        switch and(index, 1)
                        case 1 {
                            mstore(HASHED, calldataload(next))
                            mstore(add(HASHED, 32), mload(add(from, 32)))
                            next := add(next, 32)
                        }
                        default {
                            mstore(HASHED, mload(add(from, 32)))
                            switch and(lt(add(from, 64), last), eq(mload(add(from, 64)), add(index, 1)))
                            case 1 {
                                from := add(from, 64)
                                mstore(add(HASHED, 32), mload(add(from, 32)))
                            }
                            default {
                                mstore(add(HASHED, 32), calldataload(next))
                                next := add(next, 32)
                            }
                        }
                        mstore(to, shr(1, index))
                        mstore(add(to, 32), keccak256(HASHED, 65))
                        to := add(to, 64)
                    }
                    last := to
                }
                bad := or(bad, or(sub(next, end), xor(mload(add(NODES, 32)), root)))
            }
            if (bad != 0) revert BadProof(7);
        }
    }

    // eq at a point of so many coordinates, most significant first, at all corners: reduced, to a place.
    function eqTable(uint256 to, uint256 point, uint256 variables) internal pure {
        unchecked {
            st(to, 1);
            for (uint256 size = 32; variables > 0; variables--) {
                uint256 x = ld(point);
                point += 32;
                for (uint256 i = to + size; i > to;) {
                    i -= 32;
                    uint256 e;
                    assembly ("memory-safe") {
                        e := mload(i)
                    }
                    uint256 high = Q.mul(x, e);
                    e = Q.red(e + P2_LANES - high);
                    assembly ("memory-safe") {
                        let place := sub(shl(1, i), to)
                        mstore(place, e)
                        mstore(add(place, 32), high)
                    }
                }
                size *= 2;
            }
        }
    }

    // Rows of the two matrices of round 0, elements of F, times eq of the fold point: to VALUES. A weight is in two words, of three and two lanes of 85
    // bits, which hold 128 products of 31 and 31 bits.
    function foldFirst(uint256 rows, uint256 fixedRows, uint256 count, uint256 fold) internal pure {
        unchecked {
            eqTable(EQ, fold, LOG_WIDTH);
            assembly ("memory-safe") {
                let lane := 0x7ffffffffffff
                for { let i := shl(LOG_WIDTH, 1) } i {} {
                    i := sub(i, 1)
                    let e := mload(add(EQ, shl(5, i)))
                    let to := add(EQ, shl(6, i))
                    mstore(to, or(and(e, lane), or(shl(85, and(shr(51, e), lane)), shl(170, and(shr(102, e), lane)))))
                    mstore(add(to, 32), or(and(shr(153, e), lane), shl(85, shr(204, e))))
                }
            }
            for (uint256 i; i < count; i++) {
                st(SUMS, 0);
                st(SUMS + 32, 0);
                dot(rows, MAIN_WIDTH, EQ);
                dot(fixedRows, FIXED_WIDTH, EQ + 64 * MAIN_WIDTH);
                rows += 4 * MAIN_WIDTH;
                fixedRows += 4 * FIXED_WIDTH;
                assembly ("memory-safe") {
                    let lane := 0x1fffffffffffffffffffff
                    let low := mload(SUMS)
                    let high := mload(add(SUMS, 32))
                    let y := mod(and(low, lane), P)
                    y := or(y, shl(51, mod(and(shr(85, low), lane), P)))
                    y := or(y, shl(102, mod(shr(170, low), P)))
                    y := or(y, shl(153, mod(and(high, lane), P)))
                    y := or(y, shl(204, mod(shr(85, high), P)))
                    mstore(add(VALUES, shl(5, i)), y)
                }
            }
        }
    }

    // Adds elements of F, so many, times weights, to the two words at SUMS.
    function dot(uint256 row, uint256 width, uint256 weights) internal pure {
        assembly ("memory-safe") {
            let last := add(row, shl(2, width))
            for {} lt(row, last) { row := add(row, 32) } {
                let e7 := calldataload(row)
                if gt(add(row, 32), last) {
                    // fewer, and zeros behind them
                    let rest := shl(3, sub(add(row, 32), last))
                    e7 := shl(rest, shr(rest, e7))
                }
                let e0 := shr(224, e7)
                let e1 := and(shr(192, e7), 0xffffffff)
                let e2 := and(shr(160, e7), 0xffffffff)
                let e3 := and(shr(128, e7), 0xffffffff)
                let e4 := and(shr(96, e7), 0xffffffff)
                let e5 := and(shr(64, e7), 0xffffffff)
                let e6 := and(shr(32, e7), 0xffffffff)
                e7 := and(e7, 0xffffffff)
                mstore(
                    SUMS,
                    add(
                        mload(SUMS),
                        add(mul(e0, mload(weights)), add(mul(e1, mload(add(weights, 64))), add(mul(e2, mload(add(weights, 128))), add(mul(e3,
                            mload(add(weights, 192))), add(mul(e4, mload(add(weights, 256))), add(mul(e5, mload(add(weights, 320))), add(mul(e6,
                            mload(add(weights, 384))), mul(e7, mload(add(weights, 448))))))))))
                    )
                )
                mstore(
                    add(SUMS, 32),
                    add(
                        mload(add(SUMS, 32)),
                        add(mul(e0, mload(add(weights, 32))), add(mul(e1, mload(add(weights, 96))), add(mul(e2, mload(add(weights, 160))), add(mul(e3,
                            mload(add(weights, 224))), add(mul(e4, mload(add(weights, 288))), add(mul(e5, mload(add(weights, 352))), add(mul(e6,
                            mload(add(weights, 416))), mul(e7, mload(add(weights, 480))))))))))
                    )
                )
                weights := add(weights, 512)
            }
        }
    }

    // Rows of a later matrix, 2^FOLD elements of K, times eq of the fold point: to VALUES. A weight is in three parts of 11 bits a lane, so that sums of
    // 16 products need no reduction: lanes are above -64 * 2^11 p and below 96 * 2^11 p.
    function foldNext(uint256 rows, uint256 count, uint256 fold) internal pure {
        unchecked {
            eqTable(EQ, fold, FOLD);
            split(EQ, 1 << FOLD);
            for (uint256 i; i < count; i++) {
                uint256 low = P_LANES << 17;
                uint256 middle = low;
                uint256 high = low;
                // two cells at a time: as Quintic.unpack
                assembly ("memory-safe") {
                    for { let weights := EQ } lt(weights, WEIGHTS_END) { weights := add(weights, 192) } {
                        let w := calldataload(rows)
                        let e := or(and(shr(58, w), UNPACK_2), or(and(shl(25, w), UNPACK_3), and(shl(108, w), UNPACK_4)))
                        e := or(e, or(shr(224, w), and(shr(141, w), UNPACK_1)))
                        w := calldataload(add(rows, EXT))
                        let f := or(and(shr(58, w), UNPACK_2), or(and(shl(25, w), UNPACK_3), and(shl(108, w), UNPACK_4)))
                        f := or(f, or(shr(224, w), and(shr(141, w), UNPACK_1)))
                        low := addmod(mulmod(e, mload(weights), N), addmod(low, mulmod(f, mload(add(weights, 96)), N), N), N)
                        middle := addmod(mulmod(e, mload(add(weights, 32)), N), addmod(middle, mulmod(f, mload(add(weights, 128)), N), N), N)
                        high := addmod(mulmod(e, mload(add(weights, 64)), N), addmod(high, mulmod(f, mload(add(weights, 160)), N), N), N)
                        rows := add(rows, 40)
                    }
                }
                st(VALUES + 32 * i, Q.red(low + (Q.red(middle + (Q.red(high) << 11)) << 11)));
            }
        }
    }

    // Elements from a place on, so many, become three parts each, of the lower 11, the next 11 and the upper 10 bits of each lane.
    function split(uint256 to, uint256 count) internal pure {
        assembly ("memory-safe") {
            let part := 0x7ff0000000000ffe0000000001ffc0000000003ff80000000007ff
            for { let i := count } i {} {
                i := sub(i, 1)
                let e := mload(add(to, shl(5, i)))
                let place := add(to, mul(96, i))
                mstore(place, and(e, part))
                mstore(add(place, 32), and(shr(11, e), part))
                mstore(add(place, 64), and(shr(22, e), part))
            }
        }
    }

    // Powers of the generator by digits of five bits of an index: bit j of it stands for the element of order 2^(j + 1).
    function domain() internal pure {
        unchecked {
            uint256 bits = matrix(MATRIX_LOG_ROWS, 0);
            assembly ("memory-safe") {
                let generators := KEYS
                let g := DOMAIN_ROOT
                for { let j := bits } j {} {
                    j := sub(j, 1)
                    mstore(add(generators, shl(5, j)), g)
                    g := mulmod(g, g, P)
                }
                let to := ROOTS
                for { let j := 0 } lt(j, bits) {} {
                    mstore(to, 1)
                    for { let size := 32 } and(lt(size, 0x400), lt(j, bits)) { size := shl(1, size) } {
                        g := mload(add(generators, shl(5, j)))
                        for { let i := 0 } lt(i, size) { i := add(i, 32) } {
                            mstore(add(add(to, size), i), mulmod(mload(add(to, i)), g, P))
                        }
                        j := add(j, 1)
                    }
                    to := add(to, 0x400)
                }
            }
        }
    }

    // The final polynomial at a point: by rows of the last FOLD variables.
    function finalValue(uint256 pos, uint256 point) internal pure returns (uint256) {
        unchecked {
            uint256 size = 1 << (FINAL_VARIABLES - FOLD);
            foldNext(pos, size, point + 32 * (FINAL_VARIABLES - FOLD));
            while (size > 1) {
                size /= 2;
                for (uint256 i = VALUES; i < VALUES + 32 * size; i += 32) {
                    st(i, lerp(ld(i), ld(i + 32 * size), ld(point)));
                }
                point += 32;
            }
            return ld(VALUES);
        }
    }

    // W at POINT: column evaluations, values outside the domain, queries.
    function weight() internal view returns (uint256 sum) {
        unchecked {
            uint256 all = LOG_WIDTH + LOG_HEIGHT;
            uint256 power;
            (sum, power) = weightOfColumns();
            sum = Q.mulAdd(eqPoints(OUTSIDE, POINT, all), power, sum);
            for (uint256 j; j < LOG_HEIGHT / 3; j++) {
                eqTable(POWERS + 256 * j, POINT + 32 * (all - 3 * j - 3), 3);
            }
            uint256 z = OUTSIDE + 32 * all;
            for (uint256 i; i <= ROUNDS; i++) {
                uint256 n = matrix(MATRIX_VARIABLES, i);
                uint256 part = i < ROUNDS ? eqPoints(z, POINT + 32 * (all - n), n) : 0;
                z += 32 * n;
                sum = Q.mulAdd(weightOfQueries(i, n, part), ld(XI + 32 * i), sum);
            }
        }
    }

    // eq of rows by height, then what StarkColumns makes of it: the weight, and the power of tau that is next.
    function weightOfColumns() internal view returns (uint256 sum, uint256 power) {
        unchecked {
            uint256 product = 1;
            for (uint256 n = 1; n <= LOG_HEIGHT; n++) {
                product = Q.mul(product, same(ld(POINT + 32 * (LOG_WIDTH + LOG_HEIGHT - n)), ld(POINT_R + 32 * (LOG_HEIGHT - n))));
                st(ROW_EQ + 32 * n, product);
            }
            address columns = columnWeights;
            bool good;
            assembly ("memory-safe") {
                good := staticcall(gas(), columns, POINT, COLUMNS_CALL_BYTES, 0, 64)
                good := and(good, eq(returndatasize(), 64))
                sum := mload(0)
                power := mload(32)
            }
            if (!good) revert BadProof(7);
        }
    }

    // Of the rows of matrix i, of n variables, before them a weight that comes after theirs.
    function weightOfQueries(uint256 i, uint256 n, uint256 part) internal pure returns (uint256) {
        unchecked {
            uint256 rest = POWERS + 256 * (LOG_HEIGHT / 3);
            if (n % 3 != 0) eqTable(rest, POINT + 32 * (LOG_WIDTH + LOG_HEIGHT - n), n % 3);
            uint256 xi = ld(XI + 32 * i);
            uint256 points = QUERIED + 32 * i * MOST_QUERIES;
            for (uint256 q = points + 32 * matrix(MATRIX_QUERIES, i); q > points;) {
                q -= 32;
                part = Q.mulAdd(part, xi, power_(ld(q), n, rest));
            }
            return part;
        }
    }

    // pow_n(x): by three variables from the last on, tables of eq at POWERS; for the first one or two that are left, a table at rest.
    function power_(uint256 x, uint256 n, uint256 rest) internal pure returns (uint256 product) {
        unchecked {
            uint256 table = POWERS;
            for (; n >= 3; n -= 3) {
                uint256 low;
                uint256 high;
                // sums of eight weights times 16 bits
                assembly ("memory-safe") {
                    let x2 := mulmod(x, x, P)
                    let x3 := mulmod(x2, x, P)
                    let x4 := mulmod(x3, x, P)
                    let x5 := mulmod(x4, x, P)
                    let x6 := mulmod(x5, x, P)
                    let x7 := mulmod(x6, x, P)
                    high := add(mul(mload(add(table, 32)), shr(16, x)), add(mul(mload(add(table, 64)), shr(16, x2)), add(mul(mload(add(table, 96)), shr(16,
                        x3)), add(mul(mload(add(table, 128)), shr(16, x4)), add(mul(mload(add(table, 160)), shr(16, x5)), add(mul(mload(add(table, 192)),
                        shr(16, x6)), mul(mload(add(table, 224)), shr(16, x7))))))))
                    low := add(mload(table), add(mul(mload(add(table, 32)), and(x, 0xffff)), add(mul(mload(add(table, 64)), and(x2, 0xffff)),
                        add(mul(mload(add(table, 96)), and(x3, 0xffff)), add(mul(mload(add(table, 128)), and(x4, 0xffff)), add(mul(mload(add(table, 160)),
                        and(x5, 0xffff)), add(mul(mload(add(table, 192)), and(x6, 0xffff)), mul(mload(add(table, 224)), and(x7, 0xffff)))))))))
                    x := mulmod(x7, x, P)
                }
                low = Q.red(low + (Q.red(high) << 16));
                product = table == POWERS ? low : Q.mul(product, low);
                table += 256;
            }
            if (n > 0) {
                uint256 y = x;
                uint256 sum = ld(rest);
                for (uint256 i = 1; i < 1 << n; i++) {
                    sum += Q.scale(ld(rest + 32 * i), y);
                    y = mulmod(y, x, P);
                }
                product = Q.mul(product, Q.red(sum));
            }
        }
    }

    // 1 - x - y + 2xy, reduced: eq of two coordinates.
    function same(uint256 x, uint256 y) internal pure returns (uint256) {
        unchecked {
            uint256 xy = Q.mul(x, y);
            return Q.red(xy + xy + 1 + P2_LANES + P2_LANES - x - y);
        }
    }

    function eqPoints(uint256 x, uint256 y, uint256 n) internal pure returns (uint256 product) {
        unchecked {
            product = 1;
            for (uint256 i; i < 32 * n; i += 32) {
                product = Q.mul(product, same(ld(x + i), ld(y + i)));
            }
        }
    }
}
