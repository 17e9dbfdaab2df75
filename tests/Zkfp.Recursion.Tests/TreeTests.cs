using Xunit.Abstractions;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Security;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Tests;

/// <summary>The sample's run from its shard to the last proof, with a small set of circuits.</summary>
public class TreeTests(ITestOutputHelper output)
{
    /// <summary>Leaf, join, run, bundle, and both ways to the last proof; each is verified, and the last one states the claim and nothing else.</summary>
    [Fact]
    public void A_run_becomes_one_proof()
    {
        Print("leaf", HelloTree.Leaf);
        Print("join", HelloTree.Join);
        Assert.Equal(HelloTree.Leaf.Statement, HelloTree.Join.Statement);
        NodeProof shrunk = HelloTree.Prove(NodeKind.Shrink, 0, c => c.ProveShrink(HelloTree.Join, HelloTree.Header));
        Print("shrink", shrunk);
        byte[] bytes = HelloTree.ProveBytes(NodeKind.Final, 0, c => c.ProveFinal(shrunk));
        NodeProof final = HelloTree.Read(bytes);
        Print("final", final);
        output.WriteLine($"{bytes.Length} bytes");
        Assert.Equal([6, .. HelloTree.Claim.Hash().ToArray(), 1], final.Statement);
        VerificationError? Says(NodeProof node, params RunClaim[] claims) => new FinalFile(claims, node.Proof).Verify(HelloTree.Keys, HelloTree.Profile.BundlePlaces);
        Assert.Null(Says(final, HelloTree.Claim));
        Assert.Equal(ErrorKind.BadPublicValue, Says(final, HelloTree.Claim, HelloTree.Claim)!.Kind);
        Assert.Equal(ErrorKind.BadPublicValue, Says(final, HelloTree.Claim with { Outcome = 1 })!.Kind);
        Assert.Equal(ErrorKind.BadShape, Says(shrunk, HelloTree.Claim)!.Kind);

        // Files: proven again they are the same bytes; cut, with a word changed, or of other keys they are refused.
        Assert.Equal(bytes, NodeFile.Write(HelloTree.Keys, final));
        Assert.Equal(bytes, HelloTree.ProveBytes(NodeKind.Final, 0, c => c.ProveFinal(shrunk)));
        var random = new Random(3);
        for (int i = 0; i < 40; i++)
        {
            var changed = (byte[])bytes.Clone();
            int word = i < 25 ? i : random.Next(bytes.Length / 4);
            changed[4 * word] ^= 1;
            Assert.False(NodeFile.TryRead(HelloTree.Keys, changed, out NodeProof? read, out _) && NodeFile.Verify(HelloTree.Keys, read) is null, $"word {word}");
        }

        foreach (int length in (int[])[0, 51, 90, bytes.Length - 4]) Assert.False(NodeFile.TryRead(HelloTree.Keys, bytes.AsSpan(0, length), out _, out _));
        Assert.False(NodeFile.TryRead(HelloTree.Keys, [.. bytes, 0, 0, 0, 0], out _, out _));
    }

    /// <summary>A set of keys as text.</summary>
    [Fact]
    public void Keys_are_written_and_read()
    {
        KeySet keys = HelloTree.Keys, read = KeySet.Parse(keys.ToString());
        Assert.Equal(keys.ToString(), read.ToString());
        Assert.Equal((keys.Root, keys.ShrinkRoot, keys.Digest), (read.Root, read.ShrinkRoot, read.Digest));
        Assert.Throws<FormatException>(() => KeySet.Parse("node 18 1"));
    }

    [Fact]
    public void Runs_become_a_bundle()
    {
        Digest claim = HelloTree.Claim.Hash();
        Assert.Equal([3, .. HelloTree.Keys.Root.ToArray(), .. claim.ToArray(), 1], HelloTree.Run.Statement);
        Print("bundle", HelloTree.Bundle);
        (Digest root, _) = BundleCircuit.Root([claim, claim], 2, 0);
        Assert.Equal([4, .. HelloTree.Keys.Root.ToArray(), .. root.ToArray(), 2], HelloTree.Bundle.Statement);
        NodeProof nested = HelloTree.Prove(NodeKind.Bundle, 0, c => c.ProveBundle([HelloTree.Bundle, HelloTree.Run]));
        (Digest top, Digest[] path) = BundleCircuit.Root([root, claim], 2, 0);
        Assert.Equal([4, .. HelloTree.Keys.Root.ToArray(), .. top.ToArray(), 3], nested.Statement);
        Assert.Equal([claim], path);
        NodeProof shrunk = HelloTree.Prove(NodeKind.Shrink, 1, c => c.ProveShrink(nested));
        NodeProof final = HelloTree.Prove(NodeKind.Final, 0, c => c.ProveFinal(shrunk));
        Assert.Equal([6, .. top.ToArray(), 3], final.Statement);
    }

    private void Print(string name, NodeProof node)
    {
        CircuitShape shape = HelloTree.Keys.ShapeOf(node.Index);
        var report = SecurityReport.ForShard(new ClassLayout(RecursionMachine.Rec1.Definition, shape.Proof));
        output.WriteLine($"{name}: {shape.Proof.Class}, {report.Bits:F2} bits, {NodeFile.Write(HelloTree.Keys, node).Length} bytes");
    }
}
