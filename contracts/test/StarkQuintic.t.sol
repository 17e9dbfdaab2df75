// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Poseidon2} from "../src/verify/stark/Poseidon2.sol";
import {LANES, N, ONES, P, P2_LANES, P_LANES, Quintic as Q} from "../src/verify/stark/Quintic.sol";
import {vm} from "./Vm.sol";

/// Elements of K in lanes against schoolbook arithmetic on five numbers, for random lanes and for all that are at the ends of what functions take.
contract StarkQuinticTest {
    // Bounds of lanes, exclusive.
    uint256 private constant LANE = 1 << 51;
    uint256 private constant FIRST = 3178275799; // 1.48 * 2^31
    uint256 private constant SECOND = 1 << 32;
    uint256 private constant ADDEND = 1 << 40;
    uint256 private constant REDUCED = P * 10114 / 10000;

    // Five lanes below a bound: of a word, or where a lane's upper bits say so at an end or near one.
    function lanes(uint256 seed, uint256 bound) private pure returns (uint256 r) {
        for (uint256 i; i < 5; i++) {
            uint256 h = uint256(keccak256(abi.encode(seed, bound, i)));
            uint256 x = (h >> 8) % bound;
            if (h & 7 == 0) x = bound - 1;
            if (h & 7 == 1) x = 0;
            if (h & 7 == 2) x = bound - 1 - x % 3;
            if (h & 7 == 3) x = P % bound;
            if (h & 7 == 4) x = x / P * P;
            r |= x << (51 * i);
        }
    }

    function lane(uint256 a, uint256 i) private pure returns (uint256) {
        return (a >> (51 * i)) % LANE;
    }

    function same(uint256 a, uint256[5] memory b) private pure {
        vm.assertLe(a, LANES, "five lanes");
        for (uint256 i; i < 5; i++) {
            vm.assertEq(lane(a, i) % P, b[i]);
        }
    }

    function isReduced(uint256 a) private pure {
        for (uint256 i; i < 5; i++) {
            vm.assertLe(lane(a, i), REDUCED, "reduced");
        }
    }

    function coefficients(uint256 a) private pure returns (uint256[5] memory r) {
        for (uint256 i; i < 5; i++) {
            r[i] = lane(a, i) % P;
        }
    }

    // a * b + c with X^5 = 1 - X^2.
    function school(uint256[5] memory a, uint256[5] memory b, uint256[5] memory c) private pure returns (uint256[5] memory r) {
        uint256[9] memory s;
        for (uint256 i; i < 5; i++) {
            for (uint256 j; j < 5; j++) {
                s[i + j] = addmod(s[i + j], mulmod(a[i], b[j], P), P);
            }
        }
        for (uint256 i = 8; i >= 5; i--) {
            s[i - 5] = addmod(s[i - 5], s[i], P);
            s[i - 3] = addmod(s[i - 3], P - s[i] % P, P);
        }
        for (uint256 i; i < 5; i++) {
            r[i] = addmod(s[i], c[i], P);
        }
    }

    function products(uint256 a, uint256 b, uint256 c) private pure {
        uint256[5] memory zero;
        uint256 r = Q.mul(a, b);
        same(r, school(coefficients(a), coefficients(b), zero));
        isReduced(r);
        r = Q.mulAdd(a, b, c);
        same(r, school(coefficients(a), coefficients(b), coefficients(c)));
        isReduced(r);
    }

    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_products(uint256 seed) external pure {
        products(lanes(seed, FIRST), lanes(seed, SECOND), lanes(seed, ADDEND));
    }

    /// All lanes at the same end, each of the three; and one lane of each at its end, others 0.
    function test_products_at_the_ends() external pure {
        uint256[6] memory a = [uint256(0), 1, P - 1, P, FIRST - 2, FIRST - 1];
        uint256[6] memory b = [uint256(0), 1, P - 1, P, 0xffff0000, SECOND - 1];
        uint256[3] memory c = [uint256(0), P, ADDEND - 1];
        for (uint256 i; i < 6; i++) {
            for (uint256 j; j < 6; j++) {
                for (uint256 k; k < 3; k++) {
                    products(a[i] * ONES, b[j] * ONES, c[k] * ONES);
                }
            }
        }
        for (uint256 i; i < 32; i++) {
            for (uint256 j; j < 32; j++) {
                products(some(i) * (FIRST - 1), some(j) * (SECOND - 1), some(i ^ j) * (ADDEND - 1));
            }
        }
    }

    // 1 in the lanes of a set.
    function some(uint256 set) private pure returns (uint256 r) {
        for (uint256 i; i < 5; i++) {
            if (set >> i & 1 != 0) r |= 1 << (51 * i);
        }
    }

    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_reductions(uint256 seed) external pure {
        uint256 a = lanes(seed, LANE);
        uint256 r = Q.red(a);
        same(r, coefficients(a));
        isReduced(r);
        uint256 c = Q.canonical(r);
        same(c, coefficients(a));
        for (uint256 i; i < 5; i++) {
            vm.assertLe(lane(c, i), P - 1, "canonical");
        }
        vm.assertEq(Q.isZero(a), c == 0);
    }

    /// Multiples of p in every lane are zero, and nothing near them is.
    function test_zero() external pure {
        for (uint256 k = 1; k < LANE / P; k = k * 3 + 1) {
            vm.assertTrue(Q.isZero(k * P_LANES));
            for (uint256 i; i < 5; i++) {
                vm.assertEq(Q.isZero(k * P_LANES + (1 << (51 * i))), false);
                vm.assertEq(Q.isZero(k * P_LANES - (1 << (51 * i))), false);
            }
        }
        vm.assertTrue(Q.isZero(0));
        vm.assertEq(Q.canonical(P_LANES), 0);
        vm.assertEq(Q.canonical((P - 1) * ONES), (P - 1) * ONES);
    }

    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_multiples(uint256 seed, uint32 x) external pure {
        uint256 a = lanes(seed, 1 << 34);
        uint256[5] memory zero;
        uint256[5] memory b;
        if (x % 8 == 0) x = type(uint32).max;
        b[0] = x % P;
        uint256 r = Q.scale(a, x);
        same(r, school(coefficients(a), b, zero));
        isReduced(r);
    }

    function testFuzz_unpack(uint32[5] calldata e, uint96 behind) external pure {
        uint256 w = Q.unpack(uint256(bytes32(abi.encodePacked(e[0], e[1], e[2], e[3], e[4], behind))));
        for (uint256 i; i < 5; i++) {
            vm.assertEq(lane(w, i), e[i]);
        }
        vm.assertLe(w, LANES, "five lanes");
    }

    function test_constants() external pure {
        vm.assertEq(N, (1 << 255) + (1 << 102) - 1);
        vm.assertEq(ONES, some(31));
        vm.assertEq(P_LANES, P * ONES);
        vm.assertEq(P2_LANES, 2 * P * ONES);
    }

    // ---- Poseidon2: vectors of docs/protocol.md section 12

    // Memory of Poseidon2 is below what this contract has in it afterwards.
    modifier prepared() {
        assembly {
            mstore(0x40, 0x4000)
        }
        Poseidon2.prepare();
        _;
    }

    function state(uint256 i) private pure returns (uint256 r) {
        uint256 place = Poseidon2.STATE + 32 * i;
        assembly {
            r := mload(place)
        }
    }

    function put(uint256 place, uint256 i, uint256 value) private pure {
        assembly {
            mstore(add(place, mul(32, i)), value)
        }
    }

    function test_permutation() external pure prepared {
        uint32[24] memory x = [
            886409618, 1327899896, 1902407911, 591953491, 648428576, 1844789031, 1198336108, 355597330, 1799586834, 59617783, 790334801, 1968791836,
            559272107, 31054313, 1042221543, 474748436, 135686258, 263665994, 1962340735, 1741539604, 2026927696, 449439011, 1131357108, 50869465
        ];
        uint32[24] memory y = [
            382801106, 82839311, 1503190615, 1987418517, 854076995, 1862291425, 262755189, 1050814217, 722724562, 741265943, 1026879332, 754316749,
            1966025564, 1518878196, 502200188, 1368172258, 845459257, 1711434837, 724453836, 171032289, 655223446, 1098636135, 407832555, 1707498914
        ];
        for (uint256 i; i < 24; i++) {
            put(Poseidon2.STATE, i, x[i]);
        }
        Poseidon2.permute();
        for (uint256 i; i < 24; i++) {
            vm.assertEq(state(i), y[i]);
        }
    }

    function hashes(uint256 count, uint32[9] memory digest) private pure {
        for (uint256 i; i < 45; i++) {
            put(Poseidon2.ELEMENTS, i, i < count ? i + 1 : 0);
        }
        Poseidon2.hash(count);
        for (uint256 i; i < 9; i++) {
            vm.assertEq(state(i), digest[i]);
        }
    }

    function test_hash_and_compress() external pure prepared {
        uint32[9] memory none = [1918697942, 2025897067, 904050874, 1093610768, 214053233, 1029880100, 2130076554, 348914674, 1690826780];
        uint32[9] memory three = [1433190295, 2117268219, 897836291, 478375153, 255046096, 1258071997, 1873509394, 721134958, 1667861886];
        uint32[9] memory both = [391278872, 971848706, 253114688, 702960498, 604503982, 2070426691, 105945681, 2041405150, 1457932667];
        hashes(0, none);
        hashes(3, three);
        hashes(16, [882695033, 807238400, 879044061, 984930986, 789880697, 2067554822, 2004627198, 907746199, 696473685]);
        for (uint256 i; i < 9; i++) {
            put(0x3000, i, none[i]);
            put(0x3200, i, three[i]);
        }
        Poseidon2.compress(0x3000, 0x3200);
        for (uint256 i; i < 9; i++) {
            vm.assertEq(state(i), both[i]);
        }
    }
}
