using System.Globalization;
using Xunit.Abstractions;
using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using TableId = Zkfp.Recursion.Machine.TableId;

namespace Zkfp.Recursion.Tests;

/// <summary>What leaves of the MIPS machine's classes take: the figures of docs/recursion.md. They follow from machine, class and places alone.</summary>
public class CircuitSizeTests(ITestOutputHelper output)
{
    /// <summary>Rows of Mac, Pack, Bits, Sponge, and the room for Merkle steps.</summary>
    [Theory]
    [InlineData(18, 1, 97_326, 15_889, 5_509, 4_831, 11_807)]
    [InlineData(20, 1, 108_451, 16_661, 6_506, 5_164, 15_017)]
    [InlineData(20, 3, 325_537, 49_453, 19_520, 15_394, 44_695)]
    public void Rows_of_a_leaf(int logHeight, int places, int mac, int pack, int bits, int sponge, int merkle)
    {
        MachineDefinition machine = MipsMachine.Plain(Endianness.Big).Definition;
        Circuit circuit = LeafCircuit.Record(machine, new ProofClass(logHeight, ShardSize.MostMainWidth, 1, 4, logHeight + ShardSize.LogMessagesPerRow + 2), places);
        int[] rows = CircuitTables.RowCounts(circuit);
        long main = 0, fixedCells = 0, messages = 0;
        for (int t = 0; t < rows.Length; t++)
        {
            AirProgram air = RecursionMachine.Rec1.Definition.Tables[t];
            int m = air.CountColumns(ColumnKind.Main), p = air.CountColumns(ColumnKind.Preprocessed), i = air.Interactions.Count;
            main += (long)m * rows[t];
            fixedCells += (long)p * rows[t];
            messages += (long)i * rows[t];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {air.Name} | {m} + {p} | {i} | {rows[t]:N0} |"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"main cells {main:N0}, preprocessed {fixedCells:N0}, messages {messages:N0}"));
        output.WriteLine($"{Protocol.Layout.TablePosition.All(RecursionMachine.Rec1.Definition).Sum(q => q.EvaluationCount)} evaluations");
        Assert.Equal(
            (mac, pack, bits, sponge, merkle),
            (rows[(int)TableId.Mac], rows[(int)TableId.Pack], rows[(int)TableId.Bits], rows[(int)TableId.Sponge], rows[(int)TableId.Merkle]));
    }
}
