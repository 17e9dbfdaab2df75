using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.Prover.Tests.Mips;

/// <summary>Which of a program's keys a run takes.</summary>
public class ProgramKeysTests
{
    private const int Calls = 7;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Calls_of_primitives_are_counted(bool fast)
    {
        Outcome outcome = fast ? Executor.Run(Program(), NullHost.Instance) : Executor.RunInterpreted(Program(), NullHost.Instance);
        Assert.Equal(StopReason.Halted, outcome.Reason);
        for (int i = 0; i < outcome.PrimitiveCalls.Count; i++) Assert.Equal((Opcode)i is Opcode.KeccakF or Opcode.Sha256 ? Calls : 0ul, outcome.PrimitiveCalls[i]);
    }

    [Fact]
    public void A_call_is_as_long_as_its_cells()
    {
        var program = new ProgramTables(Program());
        Outcome outcome = Executor.Run(Program(), NullHost.Instance) with { Instructions = (ulong)ProgramKeys.MostOfSmall - 10_000, PrimitiveCalls = new ulong[OpcodeInfo.Count] };
        Assert.Equal(ProgramKeys.SmallLogHeight, ProgramKeys.LogHeightFor(program, outcome));
        Assert.Equal(ProgramKeys.LogHeight, ProgramKeys.LogHeightFor(program, outcome with { Instructions = (ulong)ProgramKeys.MostOfSmall + 1 }));
        int cells = CellCosts.PerOpcode(MipsMachine.For(Endianness.Big))[(int)Opcode.KeccakF];
        int most = 10_000 * ProgramKeys.CellsPerInstruction / cells;
        Assert.InRange(most, 1, 10);
        Assert.Equal(ProgramKeys.SmallLogHeight, ProgramKeys.LogHeightFor(program, outcome with { PrimitiveCalls = Keccak(most) }));
        Assert.Equal(ProgramKeys.LogHeight, ProgramKeys.LogHeightFor(program, outcome with { PrimitiveCalls = Keccak(most + 1) }));
    }

    [Fact]
    public void Runs_of_more_shards_than_a_leaf_takes_have_large_ones()
    {
        var program = new ProgramTables(Program());
        int cells = CellCosts.PerOpcode(MipsMachine.For(Endianness.Big))[(int)Opcode.KeccakF];
        Outcome Run(long instructions, long calls) => Executor.Run(Program(), NullHost.Instance) with { Instructions = (ulong)instructions, PrimitiveCalls = Keccak(calls) };
        int Height(long instructions, long calls) => ProgramKeys.LogHeightFor(program, Run(instructions, calls));

        Assert.InRange(ProgramKeys.MostOfMedium, 12_600_000, 3 * 4_400_000);
        Assert.Equal(ProgramKeys.LogHeight, Height(ProgramKeys.MostOfMedium, 0));
        Assert.Equal(ProgramKeys.LargeLogHeight, Height(ProgramKeys.MostOfMedium + 1, 0));
        const long half = ProgramKeys.MostOfMedium / 2;
        long most = (ProgramKeys.MostCellsOfOneLeaf - half * ProgramKeys.CellsOfInstruction) / cells;
        Assert.Equal(ProgramKeys.LogHeight, Height(half, most));
        Assert.Equal(ProgramKeys.LargeLogHeight, Height(half, most + 1));
    }

    [Fact]
    public void A_claimed_height_is_the_keys_if_there_is_one()
    {
        var program = new ProgramTables(Program());
        foreach (int h in ProgramKeys.Heights) Assert.Equal(h, ProgramKeys.HeightOfKey(program, h));
        foreach (int h in (int[])[int.MinValue, 0, 17, 19, 22, int.MaxValue]) Assert.Equal(ProgramKeys.LogHeight, ProgramKeys.HeightOfKey(program, h));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => ProgramKeys.CreateVerifyingKey(Program(), 19));
        Assert.Contains("expected 18, 20 or 21", e.Message, StringComparison.Ordinal);
    }

    private static ulong[] Keccak(long calls)
    {
        var counts = new ulong[OpcodeInfo.Count];
        counts[(int)Opcode.KeccakF] = (ulong)calls;
        return counts;
    }

    private static ProgramImage Program()
    {
        MipsVm.Tests.Machine.Assembler a = new MipsVm.Tests.Machine.Assembler().Li(A0, ForgedRun.Own).Li(A1, ForgedRun.Own + 100);
        for (int i = 0; i < Calls; i++) a.Emit(R(0x13, A0, 0, 0, 0, 0x1C), R(0x14, A0, A1, 0, 0, 0x1C));
        for (int i = 0; i < 8; i++) a.Emit(R(0x12, 0, 0, 0, i, 0x1C));
        a.Emit(R(0x10, 0, 0, 0, 0, 0x1C));
        return a.Image(Endianness.Big);
    }
}
