using Zkfp.Protocol;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Recursion;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Recursion.Tests;

/// <summary>Last proofs for L1 as files: over Keccak-256, on fin1, of the same statement as the other last proof.</summary>
public class L1ProofTests
{
    private static readonly Lazy<byte[]> s_node = new(() => HelloTree.ProveBytes(NodeKind.Final, KeySet.L1Number, c => c.ProveFinal(HelloTree.Shrunk)));

    private static int Places => HelloTree.Profile.BundlePlaces;

    private static FinalFile Proof => new([HelloTree.Claim], HelloTree.Read(s_node.Value).Proof, IsL1: true);

    [Fact]
    public void A_file_is_read_as_it_was_written_and_verifies()
    {
        byte[] bytes = Proof.Write(HelloTree.Keys);
        Assert.Equal("it is a final proof for L1", FileKind.Describe(bytes.AsSpan(0, 20)));
        Assert.True(FinalFile.TryRead(HelloTree.Keys, Places, bytes, out FinalFile? read, out VerificationError? error), $"{error}");
        Assert.True(read.IsL1);
        Assert.Null(read.Verify(HelloTree.Keys, Places));
        Assert.Equal(bytes, read.Write(HelloTree.Keys));
        Assert.InRange(bytes.Length, 1, 100 << 10);
        Assert.Equal(ProofLayer.L1, read.Proof.Shape.Class.Layer);

        // The same on every number of threads: a node's bytes are a function of what it is made from.
        using IProverBackend backend = CpuBackend.Create(1);
        using NodeCircuit circuit = NodeCircuit.Load(HelloTree.Profile, HelloTree.Keys, NodeKind.Final, KeySet.L1Number, backend);
        Assert.Equal(s_node.Value, circuit.ProveFinal(HelloTree.Shrunk));
    }

    /// <summary>Nothing else is claimed, and neither kind is taken for the other.</summary>
    [Fact]
    public void Another_claim_or_kind_is_refused()
    {
        RunClaim claim = HelloTree.Claim;
        foreach (RunClaim[] claims in (RunClaim[][])[
            [claim with { Outcome = 256 }], [claim with { KeyDigest = claim.Hash() }], [claim, claim], [claim with { Words = [.. claim.Words.Skip(1), 1u] }]])
            Assert.NotNull((Proof with { Claims = claims }).Verify(HelloTree.Keys, Places));

        byte[] bytes = Proof.Write(HelloTree.Keys), renamed = (byte[])bytes.Clone();
        "FINL"u8.CopyTo(renamed.AsSpan(4));
        Assert.False(FinalFile.TryRead(HelloTree.Keys, Places, renamed, out _, out VerificationError? error));
        Assert.Equal(ErrorKind.WrongKey, error!.Kind);
        Assert.NotNull((Proof with { IsL1 = false }).Verify(HelloTree.Keys, Places));
    }

    /// <summary>Every message is bound: words of each part of the proof, changed one at a time, in bytes.</summary>
    [Fact]
    public void Changed_bytes_are_refused()
    {
        byte[] bytes = Proof.Write(HelloTree.Keys);
        int first = bytes.Length - ProofWriter.WriteStatic(HelloTree.Keys.L1.Machine.Definition, Proof.Proof).Length;
        var random = new Random(5);
        var kinds = new HashSet<ErrorKind>();
        for (int i = 0; i < 400; i++)
        {
            byte[] changed = (byte[])bytes.Clone();
            int at = i < 32 ? first + i : i < 100 ? first + 4 * (i - 24) : random.Next(first, bytes.Length);
            changed[at] ^= (byte)(1 << random.Next(7));
            if (FinalFile.TryRead(HelloTree.Keys, Places, changed, out FinalFile? read, out VerificationError? error)) error = read.Verify(HelloTree.Keys, Places);
            Assert.NotNull(error);
            kinds.Add(error.Kind);
        }

        Assert.Superset(new HashSet<ErrorKind> { ErrorKind.RootMismatch, ErrorKind.BadProofOfWork, ErrorKind.GkrMismatch }, kinds);
        Assert.False(FinalFile.TryRead(HelloTree.Keys, Places, bytes.AsSpan(0, bytes.Length - 4), out _, out _));
        Assert.False(FinalFile.TryRead(HelloTree.Keys, Places, [.. bytes, 0, 0, 0, 0], out _, out _));
    }

    /// <summary>No circuit verifies such a proof: it is the end of the tree.</summary>
    [Fact]
    public void No_circuit_is_over_Keccak() => Assert.Throws<NotSupportedException>(() => FinalCircuit.Record(HelloTree.Keys.L1, HelloTree.Keys.ShrinkRoot));

    /// <summary>The hash is the weakest term, and counts for these proofs alone.</summary>
    [Fact]
    public void Bits_are_those_of_the_layer()
    {
        var set = new RecursionSet(HelloTree.Profile, HelloTree.Keys);
        Assert.Equal(128.0, set.BitsOf(isL1: true));
        Assert.True(set.BitsOf(isL1: false) > 128.0);
        Assert.Equal("hash collisions", TreeSecurity.ForL1(HelloTree.Keys).Weakest.Name);
    }
}
