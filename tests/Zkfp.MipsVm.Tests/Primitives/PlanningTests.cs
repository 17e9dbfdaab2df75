using System.Numerics;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;

namespace Zkfp.MipsVm.Tests.Primitives;

public class PlanningTests
{
    /// <summary>
    /// Rows of Keccak are half of the cells here, and the height of their table doubles at once: shards do not end where it has just doubled and is half empty.
    /// </summary>
    [Theory]
    [InlineData(200)]
    [InlineData(1500)]
    [InlineData(4000)]
    public void Shards_are_cut_where_tables_are_full(int instructionsPerCall)
    {
        const int h = 18, calls = 700;
        int inner = instructionsPerCall / 4;
        ProgramImage image = new Assembler().Li(A0, Data).Li(S0, calls).Emit(
            KeccakF(A0),
            I(0x09, 0, T0, inner), // addiu t0, $0, inner
            I(0x09, T0, T0, -1), // loop: addiu t0, t0, -1
            R(0x26, T1, T0, T1), // xor t1, t1, t0: not in the delay slot, whose table has few positions and is full before Keccak's
            I(0x05, T0, 0, -3), // bne t0, $0, loop
            0,
            I(0x09, S0, S0, -1),
            I(0x05, S0, 0, -8), // bne s0, $0, to the call
            0).End().Image(Endianness.Big);
        var planner = new ShardPlanner(image, NullHost.Instance, new TableLimits(new ProgramTables(image), ShardSize.ForHeight(h)));
        var shards = new List<RecordedShard>();
        while (planner.Next() is { } shard) shards.Add(shard);
        Assert.Equal(calls, shards.Sum(s => s.Rows[(int)TableId.KeccakF]));
        Assert.True(shards.Count > 2, $"{shards.Count} shards");
        foreach (RecordedShard shard in shards[..^1])
        {
            uint rows = Keccak.Rounds * shard.Rows[(int)TableId.KeccakF];
            Assert.InRange(rows / (double)BitOperations.RoundUpToPowerOf2(rows), 0.8, 1);
            Assert.True(rows <= 1 << h);
        }
    }
}
