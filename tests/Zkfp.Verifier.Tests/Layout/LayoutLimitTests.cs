using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;
using Zkfp.Verifier.Security;

namespace Zkfp.Verifier.Tests.Layout;

/// <summary>§5's limits on machines that reach them.</summary>
public class LayoutLimitTests
{
    private static readonly Bus s_local = new("local", 1, 1), s_global = new("global", 2, 1, BusScope.Global);

    /// <summary>2^14 columns of the smallest height are admitted, one more is not; a column of 2^h cells is one column wide.</summary>
    [Fact]
    public void Width_ends_at_two_to_the_fourteen()
    {
        MachineDefinition machine = Machine(Table("wide", 256, 0), Table("one", 1, 0));
        int[] full = [.. Enumerable.Repeat(8, 64)];
        ShardLayout l = Create(machine, 8, [full, []]);
        Assert.Equal((1 << 14, 1 << 14, 14), (l.MainWidth, l.Width, l.LogWidth));
        Refused(machine, 8, [full, [8]], "16385 columns");

        // The same cells in columns of twice the height.
        Assert.Equal(1 << 13, Create(machine, 9, [full, []]).Width);
        l = Create(machine, 9, [full, [8]]);
        Assert.Equal(((1 << 13) + 1, 14), (l.Width, l.LogWidth));
    }

    [Fact]
    public void One_column_is_a_matrix_of_width_one()
    {
        ShardLayout l = Create(Machine(Table("one", 1, 0)), 8, [[8]]);
        Assert.Equal((1, 0, 0, 0), (l.MainWidth, l.BoundaryWidth, l.PreprocessedWidth, l.LogWidth));
        Assert.Equal((256L, 0L, 9), (l.LocalLeaves, l.GlobalLeaves, l.LogLeaves));
        Assert.Empty(l.Whir.Rounds.ToArray());

        // Nothing is folded before the final polynomial is sent.
        Assert.DoesNotContain(SecurityReport.ForShard(l).Terms, t => t.Name.Contains("folding", StringComparison.Ordinal));
    }

    [Fact]
    public void Something_must_be_there()
    {
        MachineDefinition machine = Machine(Table("main", 1, 0), Table("boundary", 0, 1));
        Refused(machine, 8, [[], []], "no fragment");
        Refused(machine, 8, [[], [8]], "no main column");
        Assert.Equal((1, 1), (Create(machine, 8, [[8], [8]]).MainWidth, Create(machine, 8, [[8], [8]]).BoundaryWidth));
    }

    /// <summary>2^30 leaves of a scope are admitted, more are not: sums of multiplicities stay below p.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Leaves_end_at_two_to_the_thirty(bool global)
    {
        // Two interactions per row, 64 fragments of 2^23 rows.
        MachineDefinition machine = Machine(Table("busy", 1, global ? 1 : 0, interactions: 2, global), Table("one", 1, global ? 1 : 0, interactions: 1, global));
        int[] tall = [.. Enumerable.Repeat(23, 64)];
        ShardLayout l = Create(machine, 23, [tall, []]);
        Assert.Equal(1L << 30, global ? l.GlobalLeaves : l.LocalLeaves);
        Assert.Equal(31, l.LogLeaves);
        Assert.Equal(4, ProtocolParameters.FingerprintGrindingBits(1L << 30));
        Refused(machine, 23, [tall, [8]], "at most 2^30");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(24)]
    public void Heights_without_a_schedule_throw(int logHeight) => Assert.Throws<ArgumentOutOfRangeException>(() => new WhirSchedule(logHeight));

    private static AirProgram Table(string name, int main, int boundary, int interactions = 1, bool global = false)
    {
        var b = new AirBuilder();
        Expr[] columns = [.. Enumerable.Range(0, main).Select(i => b.Main($"m{i}")), .. Enumerable.Range(0, boundary).Select(i => b.Boundary($"b{i}"))];
        for (int i = 0; i < interactions; i++) b.Push($"i{i}", global ? s_global : s_local, columns[^1], columns[^1]);
        return b.Capture(name, TablePresence.Optional);
    }

    private static MachineDefinition Machine(params AirProgram[] tables) =>
        new("limits", tables, new AirBuilder().Capture("none", TablePresence.EveryShard), 1);

    private static VerifyingKey Key(MachineDefinition machine, int logHeight) => new(machine.Digest, logHeight, 0, 1, [], default, []);

    private static ShardLayout Create(MachineDefinition machine, int logHeight, int[][] heights)
    {
        Assert.Equal("", KeyCheck.Check(machine, Key(machine, logHeight)));
        return ShardLayout.Create(machine, Key(machine, logHeight), new Shape(heights), true);
    }

    private static void Refused(MachineDefinition machine, int logHeight, int[][] heights, string message)
    {
        Assert.False(ShardLayout.TryCreate(machine, Key(machine, logHeight), new Shape(heights), true, out _, out string error));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
