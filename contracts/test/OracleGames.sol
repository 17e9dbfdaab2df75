// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OracleGame} from "../src/game/OracleGame.sol";
import {BondVault} from "../src/game/BondVault.sol";
import {OracleVerifier} from "../src/adapters/OracleVerifier.sol";
import {DevVerifier} from "../src/verify/DevVerifier.sol";
import {ProgramRegistry} from "../src/verify/ProgramRegistry.sol";
import {VerifierRouter} from "../src/verify/VerifierRouter.sol";
import {Signer, Token} from "./Signer.sol";
import {vm} from "./Vm.sol";

/// A game of an oracle client on a local chain. The attester stands for a proof; what a run read is put together here once
/// more, byte by byte.
abstract contract OracleGames {
    bytes4 internal constant DEV = "DEV0";
    uint256 internal constant ATTESTER = 0xa77e57;
    address internal constant PROPOSER = address(0x1111);
    address internal constant CHALLENGER = address(0x2222);
    address internal constant PROVER = address(0x9999);
    address internal constant THIEF = address(0x6666);
    address internal constant GOVERNOR = address(0x60);
    address internal constant GUARDIAN = address(0x61);
    address internal constant BURN = 0x000000000000000000000000000000000000dEaD;
    uint96 internal constant BOND = 5_000 ether;
    uint96 internal constant PRICE = 101; // odd, as is half of nothing
    uint64 internal constant L2 = 4242;
    bytes32 internal constant GENESIS = keccak256("genesis");
    bytes32 internal constant CLIENT = sha256("client");

    Token internal token;
    BondVault internal vault;
    DevVerifier internal dev;
    VerifierRouter internal router;
    ProgramRegistry internal registry;
    OracleVerifier internal oracle;
    OracleGame internal game;
    ProgramRegistry.Version internal version = ProgramRegistry.Version(CLIENT, 0, DEV);

    function config() internal pure returns (OracleGame.Config memory) {
        return OracleGame.Config(L2, 32, 7 days, 2 hours, 6 days, 10 minutes, BOND, PRICE);
    }

    function deploy() internal {
        vm.chainId(31337);
        vm.warp(1_800_000_000);
        vm.roll(1000);
        vm.setBlockhash(999, keccak256("999"));
        token = new Token();
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 5);
        dev = new DevVerifier(vm.addr(ATTESTER));
        address[] memory guardians = new address[](2);
        (guardians[0], guardians[1]) = (GUARDIAN, predicted);
        router = new VerifierRouter(GOVERNOR, 15 days, guardians, DEV, dev);
        registry = new ProgramRegistry(GOVERNOR, 15 days, version);
        oracle = new OracleVerifier(router);
        vault = new BondVault(token, predicted, address(0));
        game = new OracleGame(oracle, registry, vault, config(), GENESIS, 100);
        vm.assertEq(address(game), predicted);
    }

    function fund(address who, address spender, uint256 amount) internal {
        token.mint(who, amount);
        vm.prank(who);
        token.approve(spender, amount);
    }

    function propose(uint40 parent, bytes32 root, uint64 blocks) internal returns (uint40) {
        fund(PROPOSER, address(vault), BOND);
        uint64 end = game.claim(parent).endBlock + blocks;
        uint64 l1 = uint64(block.number - 1);
        bytes32 head = blockhash(l1);
        vm.prank(PROPOSER);
        return game.propose(parent, root, end, l1, head, version);
    }

    function challenge(uint256 id) internal {
        fund(CHALLENGER, address(game), PRICE);
        vm.prank(CHALLENGER);
        game.challenge(id);
    }

    bytes internal constant CALL = hex"00000000000000000000000000000000000000020000000000001000616263"; // sha256("abc")

    /// The five local keys, and a precompile.
    function reads() internal pure returns (OracleVerifier.Read[] memory r) {
        r = new OracleVerifier.Read[](6);
        for (uint8 i = 0; i < 5; i++) r[i].local = i + 1;
        r[5].call = CALL;
    }

    function record(OracleGame.Claim memory c, bytes32 agreed) internal pure returns (bytes memory) {
        return bytes.concat(
            bytes.concat(bytes32(uint256(1) << 248 | 1), hex"0000000000000020", c.l1Head),
            bytes.concat(bytes32(uint256(1) << 248 | 2), hex"0000000000000020", agreed),
            bytes.concat(bytes32(uint256(1) << 248 | 3), hex"0000000000000020", c.root),
            bytes.concat(bytes32(uint256(1) << 248 | 4), hex"0000000000000008", bytes8(c.endBlock)),
            bytes.concat(bytes32(uint256(1) << 248 | 5), hex"0000000000000008", bytes8(L2)),
            bytes.concat(bytes1(0x06), bytes31(keccak256(CALL) << 8), hex"0000000000000021", hex"01", sha256("abc"))
        );
    }

    function attest(bytes32 program, uint32 outcome, bytes memory r, bytes memory stdout) internal view returns (bytes memory) {
        bytes32[] memory d = new bytes32[](1);
        d[0] = sha256(bytes.concat(sha256(stdout), sha256(r)));
        return Signer.ecdsa(ATTESTER, dev.statement(program, outcome, d));
    }

    /// A proof of a run about a claim.
    function evidence(uint256 id, uint32 outcome) internal view returns (OracleGame.Evidence memory e) {
        OracleGame.Claim memory c = game.claim(id);
        e.reads = reads();
        e.stdout = "log of the run";
        e.proof = attest(c.programId, outcome, record(c, game.claim(c.parent).root), e.stdout);
    }

    function commit(uint256 id, address payout, bytes memory proof) internal {
        game.commit(game.commitmentOf(id, payout, keccak256(proof)));
    }

    /// Commits, waits and proves.
    function prove(uint256 id, uint32 outcome) internal returns (OracleGame.Evidence memory e) {
        e = evidence(id, outcome);
        commit(id, PROVER, e.proof);
        vm.warp(block.timestamp + 10 minutes);
        game.prove(id, outcome, PROVER, e);
    }

    function status(uint256 id) internal view returns (uint256) {
        return uint256(game.claim(id).status);
    }

    uint256 internal constant OPEN = 1;
    uint256 internal constant CONFIRMED = 2;
    uint256 internal constant REFUTED = 3;
    uint256 internal constant FINAL = 4;
    uint256 internal constant DROPPED = 5;

    function books() internal view {
        uint256 owed = vault.credits(PROPOSER) + vault.credits(CHALLENGER) + vault.credits(PROVER) + vault.credits(THIEF);
        uint256 held;
        for (uint256 i = 1; i < game.count(); i++) {
            (uint96 amount,,,) = vault.bonds(bytes32(i));
            owed += amount;
            OracleGame.Claim memory c = game.claim(i);
            if ((c.status == OracleGame.Status.Open || c.status == OracleGame.Status.Confirmed) && c.challenger != address(0)) held += PRICE;
        }
        vm.assertEq(token.balanceOf(address(vault)), owed, "the vault");
        vm.assertEq(token.balanceOf(address(game)), held, "the game");
        uint256 all = owed + held + token.balanceOf(PROPOSER) + token.balanceOf(CHALLENGER) + token.balanceOf(PROVER);
        vm.assertEq(all + token.balanceOf(THIEF) + token.balanceOf(BURN), token.totalSupply(), "all there is");
    }
}
