using System.Security.Cryptography;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Tests.Derivation;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.Roles;

namespace Zkfp.Rollup.Tests.Settlement;

public class RangeProverTests
{
    [NativeGuestFact]
    public void A_proof_states_its_words_and_nothing_else()
    {
        var prover = new RangeProver(GuestFiles.FindMips(Endianness.Big));
        var net = new TestChain();
        RangeInput input = net.Input(TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)]), 1) with { ProgramId = prover.ProgramId };
        RangeProof proof = prover.Prove(input);
        using var guest = new NativeGuest(SharedData.NativeGuest!);
        Assert.Equal(guest.Run(input.Encode()).Output, proof.Words.Encode());
        Assert.Null(prover.Reject(proof.Proof, proof.Words));
        foreach (RangeWords other in new[]
        {
            proof.Words with { Root = Hash256.Zero }, proof.Words with { Payout = TestChain.Counter }, proof.Words with { Segment = 1 },
            proof.Words with { Domain = Hash256.Zero }, proof.Words with { L1Head = Hash256.Zero },
        })
        {
            Assert.Equal("the run committed another digest", prover.Reject(proof.Proof, other));
        }

        byte[] damaged = [.. proof.Proof];
        damaged[damaged.Length / 2] ^= 1;
        Assert.NotNull(prover.Reject(damaged, proof.Words));
        Assert.NotNull(prover.Reject(proof.Proof[..100], proof.Words));
        Assert.NotNull(prover.Reject([], proof.Words));

        // no words without exit code 0
        Assert.Throws<InvalidDataException>(() => prover.Prove(input with { Witness = input.Witness with { State = [] } }));

        using var key = new Secp256k1Key([.. Enumerable.Repeat((byte)9, 32)]);
        var attester = new Attester(key, prover.Program, 31337);
        Assert.Equal(64, attester.Attest(TestChain.Counter, proof.Run).Length);
        Assert.Throws<InvalidDataException>(() =>
            attester.Attest(TestChain.Counter, proof.Run, proof.Run with { Digest = Hash256.Zero }));
    }

    /// <summary>One proof for L1 of a run's proof: the program's key first, as big-endian words; made once, made again where it is damaged, of good proofs alone.</summary>
    [NativeGuestFact]
    public async Task A_contract_is_given_one_proof_for_L1()
    {
        string folder = Directory.CreateTempSubdirectory("zkfp-evidence").FullName;
        try
        {
            RecursionSet set = RecursionSet.Default!;
            var prover = new RangeProver(GuestFiles.FindMips(Endianness.Big), set);
            var net = new TestChain();
            RangeProof proof = prover.Prove(net.Input(TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)]), 1) with { ProgramId = prover.ProgramId });
            var evidence = new StarkEvidence(prover.Program, set, folder, threads: 2);
            byte[] made = await evidence.MakeAsync(TestChain.Counter, [proof.Run]);
            Assert.Equal("STRK", evidence.Selector);
            Assert.InRange(made.Length, 1, 100 << 10);
            byte[] key = made[..36];
            for (int i = 0; i < key.Length; i += 4) key.AsSpan(i, 4).Reverse();
            Assert.Equal(prover.ProgramId.ToArray(), SHA256.HashData(key));

            // Found again, without its steps; damaged, or a good proof of another program, it is made again, the same.
            string kept = Assert.Single(Directory.GetFileSystemEntries(folder));
            DateTime written = File.GetLastWriteTimeUtc(kept);
            Assert.Equal(made, await evidence.MakeAsync(TestChain.Counter, [proof.Run]));
            Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
            byte[] damaged = File.ReadAllBytes(kept);
            damaged[^1] ^= 1;
            File.WriteAllBytes(kept, damaged);
            Assert.Equal(made, await evidence.MakeAsync(TestChain.Counter, [proof.Run]));

            File.Copy(SharedData.Sample("hello.l1"), kept, overwrite: true);
            Assert.Equal(made, await evidence.MakeAsync(TestChain.Counter, [proof.Run]));

            await Assert.ThrowsAsync<InvalidDataException>(
                () => evidence.MakeAsync(TestChain.Counter, [proof.Run, proof.Run with { Digest = Hash256.Zero }]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
