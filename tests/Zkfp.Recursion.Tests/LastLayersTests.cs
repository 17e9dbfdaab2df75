using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;

namespace Zkfp.Recursion.Tests;

/// <summary>The two layers that are decoded to lists, with circuits of the size that they have in use.</summary>
public class LastLayersTests(ITestOutputHelper output)
{
    private const int MostBytes = 120 << 10;

    /// <summary>
    /// The sample's leaf, shrunk and proven once more: the last circuit verifies a list-decoded proof over wires, and its own proof keeps the bound on its length.
    /// </summary>
    [Fact]
    public void The_last_proof_is_small()
    {
        var times = new PhaseTimes();
        NodeProof shrunk = HelloTree.Prove(NodeKind.Shrink, 0, c => c.ProveShrink(HelloTree.Leaf, HelloTree.Header, times));
        Print("shrink", shrunk, times);
        times = new PhaseTimes();
        byte[] bytes = HelloTree.ProveBytes(NodeKind.Final, 0, c => c.ProveFinal(shrunk, times));
        NodeProof final = HelloTree.Read(bytes);
        int length = Print("final", final, times);
        Assert.Equal(ProofLayer.Shrink, shrunk.Proof.Shape.Class.Layer);
        Assert.Equal(ProofLayer.Final, final.Proof.Shape.Class.Layer);
        Assert.Equal(ProofWriter.WriteStatic(RecursionMachine.Rec1.Definition, final.Proof).Length, length);
        Assert.InRange(bytes.Length, length, MostBytes);
    }

    /// <summary>The tree's weakest term is the least of all layers' terms, each of which has its 128 bits; only the last two are decoded to lists.</summary>
    [Fact]
    public void The_weakest_term_is_over_all_layers()
    {
        IReadOnlyList<(string Layer, SecurityReport Report)> reports = TreeSecurity.Reports(HelloTree.Profile, HelloTree.Keys);
        Assert.Equal(["shards of 2^18 rows", "run", "nodes", "shrink", "final"], reports.Select(r => r.Layer));
        (string layer, SecurityTerm term) = TreeSecurity.Weakest(HelloTree.Profile, HelloTree.Keys);
        output.WriteLine($"{layer}: {term}");
        Assert.InRange(term.Bits, ProtocolParameters.SecurityBits, reports.Min(r => r.Report.Terms.Min(t => t.Bits)));
        Assert.Contains(reports.Single(r => r.Layer == layer).Report.Terms, t => t == term);
        foreach ((string name, SecurityReport report) in reports)
            Assert.Equal(name is "shrink" or "final", report.Terms.Any(t => t.Name.Contains("out of domain", StringComparison.Ordinal)));
    }

    private int Print(string name, NodeProof node, PhaseTimes times)
    {
        SecurityReport report = SecurityReport.ForShard(new ClassLayout(RecursionMachine.Rec1.Definition, node.Proof.Shape));
        output.WriteLine($"{name}: {node.Proof.Shape.Class}\n{report}");
        int sum = 0;
        foreach ((string part, int bytes) in ProofParts.Of(node.Proof))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes,8:N0}  {part}"));
            sum += bytes;
        }

        double best = double.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Null(NodeFile.Verify(HelloTree.Keys, node));
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum,8:N0}  in all; verified in {best:F1} ms, the best of 20"));
        foreach (Phase phase in Enum.GetValues<Phase>())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{phase,12} {times.CpuSeconds(phase):F2} core-seconds"));
        return sum;
    }
}
