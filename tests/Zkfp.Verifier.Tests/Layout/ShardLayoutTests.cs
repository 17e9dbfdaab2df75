using Zkfp.Core.Air;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Layout;

public class ShardLayoutTests
{
    private static readonly VerifyingKey s_key = ToyProof.Make().Key;
    private static readonly ProofClass s_class = ToyRun.Class(11) with { MainWidth = 60, BoundaryWidth = 9, LogLeaves = 17 };
    private static readonly TablePosition[] s_positions = TablePosition.All(ToyMachine.Machine);

    // Step 0–2, Halt, Commit, Range, And, Rom 7–9, Memory 10–11, Image.
    private static readonly int[] s_ok = [300, 0, 0, 0, 0, 256, 256, 1000, 250, 0, 0, 0, 0];

    [Fact]
    public void Positions_are_numbered_by_table_and_count_on()
    {
        Assert.Equal(
            (int[])[0, 0, 0, 1, 2, 3, 4, 5, 5, 5, 6, 6, 7], Array.ConvertAll(s_positions, p => p.Table));
        Assert.Equal((int[])[0, 1, 2, 0, 0, 0, 0, 0, 1, 2, 0, 1, 0], Array.ConvertAll(s_positions, p => p.Index));
        Assert.Equal((int[])[-1, -1, -1, -1, -1, -1, -1, 0, 1, 2, -1, -1, 3], Array.ConvertAll(s_positions, p => p.KeyIndex));
        int constraints = 0, evaluations = 0;
        for (int q = 0; q < s_positions.Length; q++)
        {
            TablePosition p = s_positions[q];
            Assert.Equal((q, constraints, evaluations), (p.Number, p.ConstraintOffset, p.EvaluationOffset));
            constraints += p.Air.Constraints.Count;
            evaluations += p.Air.Columns.Count(c => c.Kind != ColumnKind.Virtual);
            Assert.Equal(p.Table is ToyMachine.Commit or ToyMachine.Memory, p.HasActive);
        }

        var layout = new ClassLayout(ToyMachine.Machine, s_class);
        Assert.Equal((constraints, evaluations), (layout.ConstraintCount, layout.EvaluationCount));
    }

    [Fact]
    public void Columns_and_leaves_are_disjoint_and_aligned()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 200; trial++)
        {
            bool last = random.Next(2) == 0;
            ShardLayout l = ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(s_class, Shapes.Random(random, s_positions, s_key, last)), last);
            int m = s_class.LogLeaves;
            var cells = new HashSet<(int, int)>();
            var leaves = new HashSet<long>();
            Fragment? previous = null;
            foreach (Fragment f in l.Fragments)
            {
                Assert.Equal(l.Rows[f.Position.Number], f.Rows);
                if (previous is not null)
                    Assert.True((-previous.LogHeight, previous.Position.Number).CompareTo((-f.LogHeight, f.Position.Number)) < 0);
                previous = f;
                foreach (ColumnSlot s in f.Slots)
                {
                    if (s.Kind == ColumnKind.Virtual) continue;
                    Assert.Equal(0, s.FirstRow & ((1 << f.LogHeight) - 1));
                    int first = s.Kind switch { ColumnKind.Main => 0, ColumnKind.Boundary => s_class.MainWidth, _ => s_class.MainWidth + s_class.BoundaryWidth };
                    int width = s.Kind switch { ColumnKind.Main => s_class.MainWidth, ColumnKind.Boundary => s_class.BoundaryWidth, _ => s_class.PreprocessedWidth };
                    Assert.InRange(s.StackedColumn, first, first + width - 1);
                    for (int b = 0; b < 1 << f.LogHeight; b += 256) Assert.True(cells.Add((s.StackedColumn, s.FirstRow + b)));
                }

                for (int j = 0; j < f.LeafStarts.Length; j++)
                {
                    Assert.Equal(0, f.LeafStarts[j] & ((1L << f.LogHeight) - 1));
                    bool global = f.LeafStarts[j] >= 1L << m - 1;
                    Assert.Equal(f.Air.Interactions[j].Bus.Scope == BusScope.Global, global);
                    Assert.True(f.LeafStarts[j] + (1L << f.LogHeight) <= 1L << (global ? m : m - 1));
                    for (long b = 0; b < 1L << f.LogHeight; b += 256) Assert.True(leaves.Add(f.LeafStarts[j] + b));
                }
            }
        }
    }

    [Fact]
    public void Preprocessed_columns_lie_at_the_same_place_in_every_shard()
    {
        ShardLayout a = ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(s_class, s_ok), false);
        ShardLayout b = ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(s_class, [0, 0, 0, 1, 8, 256, 256, 1000, 250, 0, 2000, 5, 200]), true);
        int compared = 0;
        foreach (Fragment f in a.Fragments)
        {
            Fragment? g = Array.Find(b.Fragments, x => x.Position.Number == f.Position.Number);
            for (int c = 0; c < f.Slots.Length; c++)
            {
                if (f.Slots[c].Kind != ColumnKind.Preprocessed) continue;
                Assert.Equal((f.Slots[c].Column, f.Slots[c].FirstRow), (g!.Slots[c].Column, g.Slots[c].FirstRow));
                compared++;
            }
        }

        Assert.Equal(4, compared);
    }

    /// <summary>Each rule about rows, broken alone.</summary>
    [Fact]
    public void Inadmissible_rows_are_named()
    {
        Refused(s_ok[..12], "12 positions");
        Refused(With(0, 2049), "2049 rows, expected 0 to 2^11");
        Refused(With(0, -1), "-1 rows");
        Refused(With(1, 513), "heights must not rise");
        Refused([0, 5, .. s_ok[2..]], "heights must not rise");
        Refused([300, 0, 5, .. s_ok[3..]], "heights must not rise");
        Refused(With(5, 255), "Range, position 0: 255 rows, expected 256");
        Refused(With(5, 0), "expected 256");
        Refused(With(7, 999), "expected 1000");
        Refused(With(9, 1), "Rom, position 2: 1 rows, expected 0");
        Refused(With(12, 200), "Image, position 0: 200 rows, expected 0");
        Assert.False(ShardLayout.TryCreate(ToyMachine.Machine, s_key, new Shape(s_class, s_ok), true, out _, out string error));
        Assert.Contains("0 rows, expected 200", error, StringComparison.Ordinal);
        ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(s_class, With(1, 512)), false);
        ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(s_class, [2048, 2048, 2048, .. s_ok[3..]]), false);

        int[] With(int position, int rows)
        {
            int[] changed = [.. s_ok];
            changed[position] = rows;
            return changed;
        }

        static void Refused(int[] rows, string message)
        {
            Assert.False(ShardLayout.TryCreate(ToyMachine.Machine, s_key, new Shape(s_class, rows), false, out _, out string error));
            Assert.Contains(message, error, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(s_class, rows), false));
        }
    }

    /// <summary>A class holds exactly as many cells and leaves as it says.</summary>
    [Fact]
    public void Rows_must_fit_the_class()
    {
        // Main cells: 7 · 512 of Step, 256 each of Range and And, 1280 of Rom are 5376; 3 columns of 2^11 hold 6144, 2 hold 4096. 1024 rows of Memory take the rest of a fourth.
        ProofClass fits = s_class with { MainWidth = 4, BoundaryWidth = 1, LogLeaves = 14 };
        Try(fits, s_ok, "");
        Try(fits with { MainWidth = 3 }, s_ok, "");
        Try(fits with { MainWidth = 2 }, s_ok, "Main columns have 5376 cells, the class has room for 4096");

        // 5 · 512 + 1280 + 512 = 4352 local leaves.
        Try(fits with { LogLeaves = 13 }, s_ok, "4352 leaves of a scope, the class has room for 4096");

        // Memory at height 2^10 has 4096 boundary cells.
        int[] memory = [.. s_ok[..10], 1024, 0, 0];
        Try(fits with { BoundaryWidth = 2 }, memory, "");
        Try(fits, memory, "Boundary columns have 4096 cells, the class has room for 2048");
        Try(fits with { PreprocessedWidth = 3 }, s_ok, "preprocessed columns, the key 2^11 and 2");
        Try(fits with { LogHeight = 12 }, s_ok, "the key 2^11");
        Try(fits with { BoundaryWidth = 0 }, s_ok, "boundary width of 0");

        static void Try(ProofClass c, int[] rows, string message)
        {
            bool made = ShardLayout.TryCreate(ToyMachine.Machine, s_key, new Shape(c, rows), false, out _, out string error);
            Assert.Equal(message.Length == 0, made);
            Assert.Contains(message, error, StringComparison.Ordinal);
        }
    }
}
