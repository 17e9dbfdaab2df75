using Xunit.Abstractions;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tests.Primitives;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>
/// Shards are cut before the positions of any table are full, whichever of its rows an instruction gets: what does not fit cannot be proven at all.
/// </summary>
public class ShardCapacityTests(ITestOutputHelper output)
{
    private const int LogHeight = 18;

    /// <summary>A branch on a sign may be a row of three tables, and branches of all sorts rows of one of them.</summary>
    [Theory]
    [InlineData(1, 0x06, 0, 0x06, 0)] // blez, blez
    [InlineData(-1, 0x07, 0, 0x01, 1)] // bgtz, bgez
    public void Branches_on_signs_fit(int value, int opcode, int kind, int otherOpcode, int otherKind) =>
        AssertFits(Loop(4900, value, [.. Enumerable.Repeat(I(opcode, T1, kind, 0), 120), .. Enumerable.Repeat(I(otherOpcode, T1, otherKind, 0), 120)]));

    /// <summary>BEQ that is not taken and BNE that is are rows of one table.</summary>
    [Fact]
    public void Branches_on_zero_fit() =>
        AssertFits(Loop(4900, 1, [.. Enumerable.Repeat(I(0x04, T1, 0, 0), 200), .. Enumerable.Repeat((uint[])[I(0x05, T1, 0, 1), 0], 20).SelectMany(w => w)]));

    /// <summary>TEQ and MOVZ that do nothing are rows of other tables in a delay slot than in sequence.</summary>
    [Theory]
    [InlineData(0x34)] // teq t1, $0
    [InlineData(0x0A)] // movz t1, $0, t1
    public void What_does_nothing_in_a_delay_slot_fits(int function)
    {
        // bne t1, $0 over the word behind its delay slot
        uint[] some = [I(0x05, T1, 0, 2), function == 0x34 ? R(function, T1, 0, 0) : R(function, 0, T1, T1), 0];
        AssertFits(Loop(4000, 1, [.. Enumerable.Repeat(some, 140).SelectMany(w => w)]));
    }

    /// <summary>Words of operands that were not accessed for long have rows that renew their times, many for a row of the call.</summary>
    [Fact]
    public void Operands_that_were_not_accessed_for_long_fit()
    {
        // Permutes many states of 16 words over and over again, and reads three words behind each.
        const int states = 4000, size = 128, unrolled = 20;
        Assembler code = new Assembler().Li(S1, 0x0020_0000 + states * size).Li(S0, 40);
        int outer = code.Words.Count;
        code.Li(A0, 0x0020_0000);
        int inner = code.Words.Count;
        for (int i = 0; i < unrolled; i++)
        {
            code.Emit(PrimitiveProgram.Poseidon2(A0, false));
            for (int k = 0; k < 3; k++) code.Emit(I(0x23, A0, T1, 64 + 4 * k)); // lw
            code.Emit(I(0x09, A0, A0, size));
        }

        code.Emit(I(0x05, A0, S1, inner - (code.Words.Count + 1)), 0, I(0x09, S0, S0, -1)); // bne a0, s1, inner
        AssertFits(code.Emit(I(0x05, S0, 0, outer - (code.Words.Count + 1)), 0).End().Image(Endianness.Big));
    }

    /// <summary>Words that the run touched are all in the last shards; the rows of their gaps come on top.</summary>
    [Fact]
    public void Initialised_words_fit()
    {
        // Calls of POSEIDON2 touch 24 words each.
        const uint words = 1 << 20;
        uint calls = words / 24, rest = words % 24;
        Assembler code = new Assembler().Li(A0, 0x0100_0000).Li(S0, calls);
        code.Emit(PrimitiveProgram.Poseidon2(A0, true), I(0x09, S0, S0, -1), I(0x05, S0, 0, -3), I(0x09, A0, A0, 96));
        for (int i = 0; i < rest; i++) code.Emit(I(0x2B, A0, 0, 4 * i));
        AssertFits(code.End().Image(Endianness.Big));
    }

    // The words over and over again, with t1 = value.
    private static ProgramImage Loop(uint times, int value, uint[] body) =>
        new Assembler().Emit(I(0x09, 0, T1, value)).Li(S0, times).Emit([.. body, 0, I(0x09, S0, S0, -1), I(0x05, S0, 0, -body.Length - 3), 0])
            .End().Image(Endianness.Big);

    private void AssertFits(ProgramImage image)
    {
        var program = new ProgramTables(image);
        var scratch = new TraceScratch(program, 2);
        var tooMany = new List<string>();
        long instructions = 0;
        foreach (ExecutionShard shard in ExecutionPipeline.Execute(program, NullHost.Instance, null, ShardSize.ForHeight(LogHeight)))
        {
            instructions += shard.Instructions;
            using ShardTrace trace = shard.Trace(scratch);
            output.WriteLine($"shard {shard.Index}: {shard.Instructions} instructions, {trace.Tables[(int)TableId.MemoryRefresh]?.Rows ?? 0} renewed");
            for (int t = 0; t < trace.Tables.Length; t++)
            {
                if (trace.Tables[t] is not { } table) continue;
                long room = (long)table.Air.Positions << LogHeight;
                if (table.Rows > room) tooMany.Add($"shard {shard.Index}: {table.Rows} rows of {table.Air.Name}, room for {room}");
            }
        }

        output.WriteLine($"{instructions} instructions");
        Assert.Empty(tooMany);
    }
}
