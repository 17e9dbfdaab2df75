using System.Runtime.CompilerServices;
using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Runs of many shards: what is alive does not grow with their number.</summary>
public class LongRunTests
{
    private const long SmallShard = 340_000;

    /// <summary>A program that writes a word of a new page at every step, so that every shard has memory of its own.</summary>
    private static ProgramImage Touching(int pages) => new Assembler().Li(T0, 0x40000).Li(T1, (uint)pages).Emit(
        I(0x2B, T0, T1, 0), // loop: sw t1, 0(t0)
        I(0x09, T0, T0, 0x1000), // addiu t0, t0, 4096
        I(0x09, T1, T1, -1), // addiu t1, t1, -1
        I(0x05, T1, 0, -4), // bne t1, $0, loop
        0).End().Image(Endianness.Big);

    /// <summary>A shard may go on beyond 2^24 units of time, and a word wait that long.</summary>
    [Fact]
    public void A_word_waits_for_more_than_2_to_the_24()
    {
        ExecutedRun run = TraceHarness.Execute(SpecialPrograms.LongWait(Endianness.Big, 1_420_000));
        Assert.Equal(1, run.ShardCount);
        ShardTrace shard = Assert.Single(TraceHarness.AssertClean(run));
        Assert.InRange(shard.PublicValues[ExecutionPublicValues.EndTime].Value, (1u << 24) + 1, (1u << ExecutionPublicValues.LogMaxTime) - 1);
        foreach (TableId id in (TableId[])[TableId.MemoryRefresh, TableId.RegisterRefresh])
        {
            TraceTable table = shard.Tables[(int)id]!;
            foreach (string name in (string[])["time", "difference.high"])
            {
                int column = table.Air.Columns.ToList().FindIndex(c => c.Name == name);
                Assert.Contains(table.Column(column).ToArray(), x => x >= 256);
            }
        }

        shard.Dispose();
    }

    [Fact]
    public void Checkpoints_of_earlier_shards_are_not_alive()
    {
        var program = new ProgramTables(Touching(4000));
        var seen = new List<WeakReference>();
        int most = 0;
        foreach (WeakReference shard in Weak(ExecutionPipeline.Execute(program, NullHost.Instance, null, TraceHarness.Size(SmallShard))))
        {
            seen.Add(shard);
            if (seen.Count % 5 != 0) continue;
            GC.Collect();
            most = Math.Max(most, seen.Count(s => s.IsAlive));
        }

        Assert.True(seen.Count > 15, $"{seen.Count} shards");
        Assert.InRange(most, 1, 3);
    }

    // The shard itself must not be held by the caller's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IEnumerable<WeakReference> Weak(IEnumerable<ExecutionShard> shards) => shards.Select(s => new WeakReference(s));

    /// <summary>A discarded shard lets go of its memory while it and the run are still there.</summary>
    [Fact]
    public void Discarded_shards_hold_no_memory()
    {
        var program = new ProgramTables(Touching(4000));
        using IEnumerator<ExecutionShard> shards = ExecutionPipeline.Execute(program, NullHost.Instance, null, TraceHarness.Size(SmallShard)).GetEnumerator();
        for (int i = 0; i < 5; i++) Assert.True(shards.MoveNext());
        WeakReference plan = RecordedOf(shards.Current);
        GC.Collect();
        Assert.True(plan.IsAlive);
        shards.Current.Discard();
        GC.Collect();
        Assert.False(plan.IsAlive);
        Assert.True(shards.Current.Instructions > 0);
        Assert.Throws<InvalidOperationException>(() => shards.Current.TraceBoundary());
        Assert.True(shards.MoveNext());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RecordedOf(ExecutionShard shard) => new(shard.Recorded);

    [Fact]
    public void Executing_again_gives_the_same_shards()
    {
        var program = new ProgramTables(Touching(1000));
        List<ExecutionShard> first = [.. ExecutionPipeline.Execute(program, NullHost.Instance, null, TraceHarness.Size(SmallShard))];
        Assert.True(first.Count > 3);
        int index = 0;
        foreach (ExecutionShard again in ExecutionPipeline.Execute(program, NullHost.Instance, null, TraceHarness.Size(SmallShard)))
        {
            ExecutionShard shard = first[index++];
            Assert.Equal((index, shard.IsLast, shard.Instructions), (again.Index, again.IsLast, again.Instructions));
            using ShardTrace a = shard.TraceBoundary(), b = again.TraceBoundary();
            Assert.Equal(a.PublicValues, b.PublicValues);
            for (int t = 0; t < a.Tables.Length; t++)
            {
                Assert.Equal(a.Tables[t]?.Rows, b.Tables[t]?.Rows);
                for (int c = 0; c < (a.Tables[t]?.Air.Columns.Count ?? 0); c++)
                {
                    if (a.Tables[t]!.Air.Columns[c].Kind == ColumnKind.Boundary)
                        Assert.True(a.Tables[t]!.Column(c).SequenceEqual(b.Tables[t]!.Column(c)));
                }
            }
        }

        Assert.Equal(first.Count, index);
    }

    /// <summary>The chain through words outside the image, read from any row on, is the one read from the start, as its rules say.</summary>
    [Fact]
    public void The_chain_of_touched_words_can_be_read_from_any_row()
    {
        // More touched words than between two marks, next to each other and far apart.
        ProgramImage image = new Assembler().Li(T0, 0x40000).Li(T1, 70_000).Emit(
            I(0x2B, T0, T1, 0),
            I(0x09, T0, T0, 4),
            I(0x09, T1, T1, -1),
            I(0x05, T1, 0, -4),
            0).Li(T0, 0xF0000000).Emit(I(0x2B, T0, T0, 0)).End().Image(Endianness.Big);
        var program = new ProgramTables(image);
        var planner = new ShardPlanner(image, NullHost.Instance, new TableLimits(program, ShardSize.Default));
        while (planner.Next() is not null)
        {
        }

        var final = new FinalMemory(program, planner.End());
        Assert.Equal(70_001, final.ZeroWords);
        var rows = new List<ZeroRow>();
        FinalMemory.Cursor cursor = final.ZeroRow(0);
        for (int i = 0; i < final.ZeroRows; i++) rows.Add(final.Next(ref cursor));
        Assert.Throws<InvalidOperationException>(() => final.Next(ref cursor));

        // Every gap is covered word by word: a row begins where the one before ended, or where a gap begins.
        int gap = 0;
        uint at = program.GlobalMessages[0].Fields[0].Value;
        foreach (ZeroRow row in rows)
        {
            Assert.Equal(at, row.Previous);
            Assert.InRange(row.Key - row.Previous, 0u, (1u << 29) - 1);
            Assert.Equal(final[row.Key], (row.Shard, row.Value));
            at = row.Key + 1;
            if (at == program.GlobalMessages[gap + 1].Fields[0].Value && (gap += 2) < program.GlobalMessages.Count) at = program.GlobalMessages[gap].Fields[0].Value;
        }

        Assert.Equal(program.GlobalMessages.Count, gap);
        Assert.Equal(70_001, rows.Count(r => r.Shard != 0));
        foreach (int from in (int[])[1, 777, 65_535, 65_536, 65_537, final.ZeroRows - 1])
        {
            cursor = final.ZeroRow(from);
            for (int i = from; i < Math.Min(from + 10, rows.Count); i++) Assert.Equal(rows[i], final.Next(ref cursor));
        }
    }
}
