// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FraudGame} from "../src/game/FraudGame.sol";
import {Claims} from "../src/game/Claims.sol";
import {DevVerifier} from "../src/verify/DevVerifier.sol";
import {VerifierRouter} from "../src/verify/VerifierRouter.sol";
import {ProgramRegistry} from "../src/verify/ProgramRegistry.sol";
import {IRunVerifier} from "../src/verify/IZKVerifier.sol";
import {SequencerPool} from "../src/pool/SequencerPool.sol";
import {Pools} from "./Pools.sol";
import {Signer} from "./Signer.sol";
import {Vm, vm} from "./Vm.sol";

/// A whole deployment on a local chain. The attester stands for a proof: it signs what a run printed, and the 12 words are
/// put together here once more, from the record, in the order of docs/contracts.md.
abstract contract Games is Pools {
    bytes4 internal constant DEV = "DEV0";
    uint256 internal constant ATTESTER = 0xa77e57;
    address internal constant PROVER = address(0x9999);
    address internal constant GOVERNOR = address(0x60);
    address internal constant GUARDIAN = address(0x61);
    address internal constant BURN = 0x000000000000000000000000000000000000dEaD;
    uint96 internal constant BOND = 5_000 ether;
    bytes32 internal constant GENESIS = keccak256("genesis");

    FraudGame internal game;
    DevVerifier internal dev;
    VerifierRouter internal router;
    ProgramRegistry internal registry;
    ProgramRegistry.Version internal version = ProgramRegistry.Version(sha256("program"), keccak256("config"), DEV);
    bytes internal payload = "payload of the batch";

    function classes() internal pure returns (FraudGame.Class[] memory c) {
        c = new FraudGame.Class[](2);
        c[0] = FraudGame.Class(7 days, 2 hours); // optimistic
        c[1] = FraudGame.Class(0, 2 hours); // by proof only
    }

    function deploy(bool bls, uint256 sequencers) internal {
        vm.chainId(31337);
        vm.warp(1_800_000_000);
        vm.roll(1000);
        vm.setBlockhash(999, keccak256("999"));
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 5);
        makePool(bls, predicted);
        dev = new DevVerifier(vm.addr(ATTESTER));
        address[] memory guardians = new address[](2);
        (guardians[0], guardians[1]) = (GUARDIAN, predicted);
        router = new VerifierRouter(GOVERNOR, 15 days, guardians, DEV, dev);
        registry = new ProgramRegistry(GOVERNOR, 15 days, version);
        FraudGame.Config memory c = FraudGame.Config(4242, GOVERNOR, 1000, 1 days, 7 days, BOND, classes());
        game = new FraudGame(pool, router, registry, vault, c, GENESIS, 100);
        vm.assertEq(address(game), predicted);
        for (uint256 i = 1; i <= sequencers; i++) join(i, STAKE);
        if (sequencers != 0) pool.rotate();
    }

    // ---- proposing ----

    function segmentsOf(uint256 n, string memory name) internal view returns (Claims.Segment[] memory s) {
        s = new Claims.Segment[](n);
        (,,,, uint64 end,) = game.head();
        for (uint256 i; i < n; i++) s[i] = Claims.Segment(keccak256(abi.encode(name, i)), end + uint64(10 * (i + 1)));
    }

    function proposal(uint8 class) internal view returns (FraudGame.Proposal memory p) {
        (, uint40 serial,,, uint64 end,) = game.head();
        p.serial = serial;
        p.class = class;
        p.agreedRoot = game.tipRoot();
        p.startBlock = end + 1;
        p.l1Number = uint64(block.number - 1);
        p.l1Head = blockhash(block.number - 1);
        p.set = pool.set();
        p.version = version;
    }

    function signed(FraudGame.Proposal memory p, Claims.Segment[] memory s, uint256 signers) internal view returns (bytes memory) {
        bytes32 data = p.blobs == 0 ? keccak256(payload) : blobsHash(p.blobs);
        return sign(game.message(p, data, keccak256(abi.encode(s))), signers);
    }

    function blobsHash(uint256 n) internal view returns (bytes32) {
        bytes memory all;
        for (uint256 i; i < n; i++) all = bytes.concat(all, blobhash(i));
        return keccak256(all);
    }

    function everyone() internal view returns (uint256) {
        return (1 << uint256(pool.validators())) - 1;
    }

    function propose(FraudGame.Proposal memory p, Claims.Segment[] memory s, uint256 signers)
        internal
        returns (Claims.Claim memory)
    {
        bytes memory signature = signers == 0 ? bytes("") : signed(p, s, signers);
        bytes memory data = p.blobs == 0 ? payload : bytes("");
        vm.recordLogs();
        game.propose(p, s, data, signers, signature);
        return recorded(FraudGame.Proposed.selector);
    }

    function propose(Claims.Segment[] memory s) internal returns (Claims.Claim memory) {
        return propose(proposal(0), s, everyone());
    }

    /// The record in the last event of a kind; it is always the last word of its data.
    function recorded(bytes32 kind) internal returns (Claims.Claim memory c) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = logs.length; i > 0; i--) {
            if (logs[i - 1].topics[0] != kind) continue;
            bytes memory d = logs[i - 1].data;
            uint256 size = abi.encode(c).length;
            bytes memory tail = new bytes(size);
            for (uint256 j; j < size; j++) tail[j] = d[d.length - size + j];
            return abi.decode(tail, (Claims.Claim));
        }
        revert("no such event");
    }

    // ---- proving ----

    struct Run {
        bytes32 domain;
        bytes32 programId;
        bytes32 data;
        address payout;
        uint32 outcome;
    }

    function run(Claims.Claim memory c) internal view returns (Run memory) {
        return Run(game.domain(), c.programId, keccak256(abi.encode(c.dataHash)), PROVER, 0);
    }

    function words(Run memory r, Claims.Claim memory c, Claims.Segment[] memory s, uint256 i, bytes32 root)
        internal
        pure
        returns (bytes memory)
    {
        bytes32[12] memory w;
        w[0] = r.domain;
        w[1] = c.programId;
        w[2] = c.configHash;
        w[3] = c.l1Head;
        w[4] = i == 0 ? c.agreedRoot : s[i - 1].root;
        w[5] = root;
        w[6] = bytes32(uint256(i == 0 ? c.startBlock : s[i - 1].end + 1));
        w[7] = bytes32(uint256(s[i].end));
        w[8] = bytes32(i);
        w[9] = r.data;
        w[10] = c.setRoot;
        w[11] = bytes32(uint256(uint160(r.payout)));
        return abi.encodePacked(w);
    }

    function attest(Run memory r, bytes32[] memory digests) internal view returns (bytes memory) {
        return Signer.ecdsa(ATTESTER, dev.statement(r.programId, r.outcome, digests));
    }

    /// Evidence that segment i has this root.
    function evidence(Run memory r, Claims.Claim memory c, Claims.Segment[] memory s, uint256 i, bytes32 root)
        internal
        view
        returns (FraudGame.Evidence memory e)
    {
        bytes32[] memory d = new bytes32[](1);
        d[0] = sha256(words(r, c, s, i, root));
        e.payout = r.payout;
        e.proof = attest(r, d);
    }

    /// Evidence for the first n segments.
    function evidenceAll(Run memory r, Claims.Claim memory c, Claims.Segment[] memory s, uint256 n)
        internal
        view
        returns (FraudGame.Evidence memory e)
    {
        bytes32[] memory d = new bytes32[](n);
        for (uint256 i; i < n; i++) d[i] = sha256(words(r, c, s, i, s[i].root));
        e.payout = r.payout;
        e.proof = attest(r, d);
    }

    function proveSegment(Claims.Claim memory c, Claims.Segment[] memory s, uint256 i, bytes32 root)
        internal
        returns (Claims.Claim memory)
    {
        FraudGame.Evidence memory e = evidence(run(c), c, s, i, root);
        vm.recordLogs();
        game.proveSegment(c, s, i, root, e);
        return recorded(root == s[i].root ? FraudGame.Proven.selector : FraudGame.Faulted.selector);
    }

    function proveValid(Claims.Claim memory c, Claims.Segment[] memory s, uint256 n) internal returns (Claims.Claim memory) {
        FraudGame.Evidence memory e = evidenceAll(run(c), c, s, n);
        vm.recordLogs();
        game.proveValid(c, s, e);
        return recorded(FraudGame.Proven.selector);
    }

    function faultOf(Claims.Claim memory c) internal view returns (SequencerPool.Fault memory) {
        (address data,) = pool.sets(c.set);
        return SequencerPool.Fault(c.fault, data, c.signers, PROVER, uint40(block.timestamp + 7 days));
    }

    function own(uint32 id) internal view returns (uint256 amount) {
        (, amount,,,,,,) = pool.validator(id);
    }

    function next() internal view returns (uint256 id) {
        (id,,,,,) = game.head();
    }

    function lastFinal() internal view returns (uint256 id) {
        (,, id,,,) = game.head();
    }

    function paused() internal view returns (bool p) {
        (,,,,, p) = game.head();
    }
}
