// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DevVerifier} from "../src/verify/DevVerifier.sol";
import {VerifierRouter} from "../src/verify/VerifierRouter.sol";
import {ProgramRegistry} from "../src/verify/ProgramRegistry.sol";
import {IRunVerifier} from "../src/verify/IZKVerifier.sol";
import {vm} from "./Vm.sol";

contract Secure is IRunVerifier {
    function verifyRuns(bytes32, uint32, bytes32[] calldata, bytes calldata) external pure {
        revert("no proof yet");
    }

    function insecure() external pure returns (bool) {
        return false;
    }
}

contract VerifyTest {
    function router(IRunVerifier v) public returns (VerifierRouter) {
        return new VerifierRouter(address(this), 15 days, new address[](0), "DEV0", v);
    }

    /// Neither deployed, nor registered, nor asked, anywhere but on a local chain.
    function test_dev_verifier_is_refused_elsewhere() external {
        vm.chainId(1);
        vm.expectRevert(DevVerifier.NotALocalChain.selector);
        new DevVerifier(address(1));
        vm.chainId(31337);
        DevVerifier d = new DevVerifier(address(1));
        VerifierRouter r = router(d);
        vm.chainId(1);
        vm.expectRevert(VerifierRouter.Insecure.selector);
        this.router(d);
        vm.expectRevert(VerifierRouter.Insecure.selector);
        r.propose("DEV1", d);
        bytes32[] memory one = new bytes32[](1);
        vm.expectRevert(DevVerifier.NotALocalChain.selector);
        r.verifyRuns("DEV0", 0, 0, one, new bytes(64));
        this.router(new Secure());
    }

    function test_dev_verifier_wants_the_attester() external {
        vm.chainId(31337);
        DevVerifier d = new DevVerifier(vm.addr(1));
        bytes32[] memory two = new bytes32[](2);
        bytes32 m = d.statement("p", 0, two);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(1, m);
        bytes memory good = abi.encodePacked(r, uint256(v - 27) << 255 | uint256(s));
        d.verifyRuns("p", 0, two, good);
        vm.expectRevert(DevVerifier.BadProof.selector);
        d.verifyRuns("q", 0, two, good);
        vm.expectRevert(DevVerifier.BadProof.selector);
        d.verifyRuns("p", 256, two, good);
        vm.expectRevert(DevVerifier.BadProof.selector);
        d.verifyRuns("p", 0, new bytes32[](1), good);
        vm.expectRevert(DevVerifier.BadProof.selector);
        d.verifyRuns("p", 0, two, bytes.concat(good, hex"00"));
        vm.expectRevert(DevVerifier.BadProof.selector);
        d.verifyRuns("p", 0, two, new bytes(64));
        (v, r, s) = vm.sign(2, m);
        vm.expectRevert(DevVerifier.BadProof.selector);
        d.verifyRuns("p", 0, two, abi.encodePacked(r, uint256(v - 27) << 255 | uint256(s)));
        m = d.statement("p", 0, new bytes32[](0));
        (v, r, s) = vm.sign(1, m);
        vm.expectRevert(DevVerifier.BadProof.selector);
        d.verifyRuns("p", 0, new bytes32[](0), abi.encodePacked(r, uint256(v - 27) << 255 | uint256(s)));
    }

    function test_router_timelock_and_freeze() external {
        Secure v = new Secure();
        VerifierRouter r = router(v);
        bytes32[] memory one = new bytes32[](1);
        vm.expectRevert(VerifierRouter.Taken.selector);
        r.propose("DEV0", v);
        r.propose("STRK", v);
        vm.expectRevert(VerifierRouter.NotReady.selector);
        r.verifyRuns("STRK", 0, 0, one, "");
        vm.assertTrue(!r.usable("STRK") && r.usable("DEV0") && !r.usable("GR16"));
        vm.expectRevert(VerifierRouter.Unknown.selector);
        r.verifyRuns("GR16", 0, 0, one, "");
        vm.warp(block.timestamp + 15 days);
        vm.assertTrue(r.usable("STRK"));
        vm.prank(address(5));
        vm.expectRevert(VerifierRouter.NotOwner.selector);
        r.propose("GR16", v);
        vm.prank(address(5));
        vm.expectRevert(VerifierRouter.NotOwner.selector);
        r.addGuardian(address(5));
        vm.expectRevert(VerifierRouter.NotGuardian.selector);
        r.freeze("STRK");
        r.addGuardian(address(this));
        vm.expectRevert(VerifierRouter.Unknown.selector);
        r.freeze("GR16");
        r.freeze("STRK");
        vm.assertTrue(!r.usable("STRK") && r.usable("DEV0"));
        vm.expectRevert(VerifierRouter.Frozen.selector);
        r.verifyRuns("STRK", 0, 0, one, "");
        vm.expectRevert(VerifierRouter.Taken.selector);
        r.propose("STRK", v);
    }

    function test_registry_timelock() external {
        vm.warp(1_800_000_000);
        ProgramRegistry.Version memory a = ProgramRegistry.Version("a", "c", "STRK");
        ProgramRegistry.Version memory b = ProgramRegistry.Version("b", "c", "STRK");
        ProgramRegistry g = new ProgramRegistry(address(this), 15 days, a);
        bytes32 ia = g.idOf(a);
        bytes32 ib = g.idOf(b);
        vm.assertTrue(g.active(ia) && !g.active(ib));
        vm.expectRevert(ProgramRegistry.TooSoon.selector);
        g.schedule(b, uint40(block.timestamp + 15 days - 1));
        g.schedule(b, uint40(block.timestamp + 15 days));
        vm.expectRevert(ProgramRegistry.Known.selector);
        g.schedule(b, uint40(block.timestamp + 16 days));
        vm.assertTrue(!g.active(ib));
        vm.warp(block.timestamp + 15 days);
        vm.assertTrue(g.active(ib));
        vm.expectRevert(ProgramRegistry.TooSoon.selector);
        g.retire(ia, uint40(block.timestamp - 1));
        g.retire(ia, uint40(block.timestamp + 5));
        vm.expectRevert(ProgramRegistry.TooSoon.selector);
        g.retire(ia, uint40(block.timestamp + 6));
        vm.assertTrue(g.active(ia));
        vm.warp(block.timestamp + 5);
        vm.assertTrue(!g.active(ia));
        vm.expectRevert(ProgramRegistry.Unknown.selector);
        g.retire("x", uint40(block.timestamp));
        vm.prank(address(5));
        vm.expectRevert(ProgramRegistry.NotOwner.selector);
        g.schedule(a, uint40(block.timestamp + 15 days));
        vm.prank(address(5));
        vm.expectRevert(ProgramRegistry.NotOwner.selector);
        g.retire(ib, uint40(block.timestamp));
    }
}
