using Xunit.Abstractions;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Security;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Sizes.</summary>
public class NodeSizeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(18, 1)]
    [InlineData(18, 2)]
    [InlineData(18, 3)]
    public void Sizes(int h, int places)
    {
        CircuitShape shape = CircuitShape.Of(h, HelloLeaf.Circuit);
        Print("leaf", shape, HelloLeaf.Circuit);
        Print("join", shape, JoinCircuit.Record(shape, places));
        if (places > 1) return;
        Print("finish", shape, FinishCircuit.Record(shape, [new MessageForm(true, 7, 1), new MessageForm(false, 7, 1)], 128));
        Print("bundle", shape, BundleCircuit.Record(shape, places));
        Circuit shrink = FinishCircuit.RecordShrink(shape, [new MessageForm(true, 7, 1), new MessageForm(false, 7, 1)], 128, default(Digest));
        Print("shrink", shape, shrink);
        CircuitShape small = CircuitShape.Of(17, shrink);
        Print("final", small, FinalCircuit.Record(small, default(Digest)));
    }

    private void Print(string name, CircuitShape children, Circuit circuit)
    {
        int[] rows = CircuitTables.RowCounts(circuit);
        output.WriteLine($"{name}: {string.Join(", ", rows.Select((r, t) => $"{RecursionMachine.Tables[t].Id} {r}"))}");
        output.WriteLine($"   children {children.Proof.Class}, {SecurityReport.ForShard(new ClassLayout(RecursionMachine.Definition, children.Proof)).Bits:F2} bits");
    }
}
