using Xunit.Abstractions;
using Zkfp.Core.Hash;
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
        Digest claim = HelloTree.Claim.Hash();
        Assert.Equal([6, .. claim.ToArray(), 1], final.Statement);
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
        CircuitShape shape = HelloTree.Keys.ShapeOf(node.Kind);
        var report = SecurityReport.ForShard(new ClassLayout(RecursionMachine.Definition, shape.Proof));
        output.WriteLine($"{name}: {shape.Proof.Class}, {report.Bits:F2} bits, {NodeFile.Write(HelloTree.Keys, node).Length} bytes");
    }
}
