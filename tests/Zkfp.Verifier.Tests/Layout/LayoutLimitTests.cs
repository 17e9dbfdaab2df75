using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Security;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Layout;

/// <summary>§5's limits on classes and machines that reach them.</summary>
public class LayoutLimitTests
{
    private static readonly Bus s_local = new("local", 1, 1);

    /// <summary>2^29 cells and 2^29 leaves of a scope are admitted, more are not; leaves are more than rows.</summary>
    [Fact]
    public void Classes_have_limits()
    {
        for (int h = ProtocolParameters.MinLogHeight; h <= ProtocolParameters.MaxLogHeight; h++)
        {
            int most = 1 << 29 - h;
            Assert.Equal("", new ProofClass(h, most - 2, 1, 1, 30).Check());
            Assert.Equal("", new ProofClass(h, most, 0, 0, h + 1).Check());
            foreach (ProofClass c in (ProofClass[])[
                new(h, most - 1, 1, 1, 30), new(h, most + 1, 0, 0, 30), new(h, int.MaxValue, int.MaxValue, int.MaxValue, 30), new(h, 0, 1, 1, 30),
                new(h, 1, -1, 1, 30), new(h, 1, 1, -1, 30)])
                Assert.StartsWith("widths", c.Check(), StringComparison.Ordinal);
            foreach (int m in (int[])[int.MinValue, 0, h, 31, int.MaxValue]) Assert.Contains("leaves", new ProofClass(h, 1, 1, 1, m).Check(), StringComparison.Ordinal);
        }

        Assert.Contains("log height 7", new ProofClass(7, 1, 0, 0, 12).Check(), StringComparison.Ordinal);
        Assert.Contains("log height 24", new ProofClass(24, 1, 0, 0, 25).Check(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_column_is_a_matrix_of_width_one()
    {
        MachineDefinition machine = Machine(1, 1);
        var c = new ProofClass(8, 1, 0, 0, 9);
        ShardLayout l = ShardLayout.Create(machine, Key(machine, 8), new Shape(c, [1]), true);
        Assert.Equal((0, 256L, 0L), (c.LogWidth, l.LocalLeaves, l.GlobalLeaves));
        Assert.Empty(l.Class.Whir.Rounds.ToArray());

        // Nothing is folded before the final polynomial is sent.
        Assert.DoesNotContain(SecurityReport.ForShard(l.Class).Terms, t => t.Name.Contains("folding", StringComparison.Ordinal));
    }

    /// <summary>Nothing at all is a shape too, if the machine requires nothing.</summary>
    [Fact]
    public void Every_position_may_be_absent()
    {
        MachineDefinition machine = Machine(1, 2);
        Assert.Empty(ShardLayout.Create(machine, Key(machine, 8), new Shape(new ProofClass(8, 1, 0, 0, 9), [0, 0]), true).Fragments);
    }

    /// <summary>Widths of boundary and preprocessed matrices are 0 exactly where the machine has no such column.</summary>
    [Fact]
    public void Matrices_without_columns_have_no_width()
    {
        MachineDefinition machine = Machine(1, 1);
        Assert.Equal("", ClassLayout.Check(machine, new ProofClass(8, 1, 0, 0, 9)));
        Assert.Contains("exactly", ClassLayout.Check(machine, new ProofClass(8, 1, 1, 0, 9)), StringComparison.Ordinal);
        Assert.Contains("exactly", ClassLayout.Check(machine, new ProofClass(8, 1, 0, 1, 9)), StringComparison.Ordinal);
        Assert.Contains("exactly", ClassLayout.Check(ToyMachine.Machine, new ProofClass(11, 1, 0, 1, 12)), StringComparison.Ordinal);
        Assert.Contains("exactly", ClassLayout.Check(ToyMachine.Machine, new ProofClass(11, 1, 1, 0, 12)), StringComparison.Ordinal);
    }

    /// <summary>Blocks in use are counted in one element: a machine so wide that the count could reach 2^30 is refused.</summary>
    [Fact]
    public void Blocks_of_all_positions_stay_below_two_to_the_thirty()
    {
        // 255 columns and one interaction, 128 positions: 2^15 slots, at h = 23 2^30 blocks.
        Assert.Equal("", ClassLayout.Check(Machine(255, 127), new ProofClass(23, 1, 0, 0, 30)));
        Assert.Contains("32768 columns and interactions", ClassLayout.Check(Machine(255, 128), new ProofClass(23, 1, 0, 0, 30)), StringComparison.Ordinal);
        Assert.Equal("", ClassLayout.Check(Machine(255, 128), new ProofClass(22, 1, 0, 0, 30)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(24)]
    public void Heights_without_a_schedule_throw(int logHeight) => Assert.Throws<ArgumentOutOfRangeException>(() => new WhirSchedule(logHeight));

    private static MachineDefinition Machine(int columns, int positions)
    {
        var b = new AirBuilder();
        Expr[] x = [.. Enumerable.Range(0, columns).Select(i => b.Main($"m{i}"))];
        b.Push("push", s_local, x[0], x[^1]);
        AirProgram table = b.Capture("table", TablePresence.Optional, positions: positions);
        return new MachineDefinition("limits", [table], new AirBuilder().Capture("none", TablePresence.EveryShard), 1);
    }

    private static VerifyingKey Key(MachineDefinition machine, int logHeight)
    {
        var key = new VerifyingKey(machine.Digest, logHeight, 0, 0, 1, [], default, []);
        Assert.Equal("", KeyCheck.Check(machine, key));
        return key;
    }
}
