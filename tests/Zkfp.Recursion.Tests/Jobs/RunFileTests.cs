using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Jobs;

namespace Zkfp.Recursion.Tests.Jobs;

/// <summary>The header of a run: read as it was written, and nothing else passes under its name.</summary>
public sealed class RunFileTests(ProvenRun proven) : IClassFixture<ProvenRun>
{
    [Fact]
    public void It_says_what_the_proof_of_the_run_says()
    {
        RunFile run = proven.Run;
        Assert.True(ProofFile.TryOpen(proven.Proof, out Protocol.Keys.VerifyingKey? key, out ReadOnlySpan<byte> bytes, out _));
        Assert.True(HelloLeaf.TryRead(run.Machine, key, bytes, out RunProof? proof));
        Assert.Equal(key.Digest, run.Key.Digest);
        Assert.Equal(proof.Shards.Length, run.Shards);
        Assert.Equal(proof.GammaNonce, run.Gamma.Nonce);
        for (int i = 1; i <= run.Shards; i++) Assert.True(run.Gamma.Fits(run.Machine, run.Key, i, proof.Shards[i - 1]));
        Assert.Equal(proven.Files[run.File], run.Write());
        Assert.Equal("it is the header of a run in a work folder", FileKind.Describe(FileKind.Start(run.Write())));

        // The name that statements have for the run, and what is claimed of it.
        KoalaBear[] elements =
        [
            .. key.Digest.ToArray(), new KoalaBear(key.InitialPc), new KoalaBear(key.InitialNpc), .. key.MessagesDigest.ToArray(), run.Shards,
            .. run.Gamma.Gamma.ToArray(), proof.GammaNonce,
        ];
        Assert.Equal(FieldHash.HashElements(elements), run.Digest);
        Assert.Equal(3u << 8, run.Claim.Outcome);
        byte[] digest = System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(HelloLeaf.Root(), "samples", "hello.output")));
        for (int i = 0; i < 8; i++) Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(digest.AsSpan(4 * i)), run.Claim.Words[i]);
    }

    /// <summary>A changed word gives another name, or no header.</summary>
    [Fact]
    public void Nothing_else_has_its_name()
    {
        byte[] good = proven.Files[proven.Run.File];
        var random = new Random(1);
        int read = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] bad = (byte[])good.Clone();
            int word = i < good.Length / 4 ? i : random.Next(good.Length / 4);
            uint old = BinaryPrimitives.ReadUInt32LittleEndian(bad.AsSpan(4 * word));
            BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(4 * word), i % 3 == 0 ? old ^ 1u << random.Next(32) : old + 1);
            if (!RunFile.TryRead(bad, out RunFile? other, out string error))
            {
                Assert.NotEmpty(error);
                continue;
            }

            read++;
            Assert.NotEqual(proven.Run.Name, other.Name);
        }

        Assert.True(read > 0); // identities, at least
    }

    [Fact]
    public void Bytes_of_another_length_are_none()
    {
        byte[] good = proven.Files[proven.Run.File];
        for (int length = 0; length < good.Length; length += length < 200 ? 1 : 17) Assert.False(RunFile.TryRead(good.AsSpan(0, length), out _, out _));
        Assert.False(RunFile.TryRead([.. good, 0], out _, out _));
        Assert.False(RunFile.TryRead([.. good, 0, 0, 0, 0], out _, out _));
        foreach (byte[] other in (byte[][])[proven.Proof, proven.Files.First(f => f.Key.EndsWith(".shard", StringComparison.Ordinal)).Value])
            Assert.False(RunFile.TryRead(other, out _, out _));
    }
}
