using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;

namespace Zkfp.Core.Tests.Air;

/// <summary>Soundness rests on what tables cannot say (docs/soundness.md); each rule broken alone.</summary>
public class AirBuilderTests
{
    private static readonly Bus s_local = new("local", 1, 1), s_global = new("global", 2, 1, BusScope.Global);

    /// <summary>Round polynomials of the zerocheck have degree 3, so nothing may have a higher one.</summary>
    [Fact]
    public void Degrees_end_at_three()
    {
        Captured(b => b.AssertZero("cube", Cube(b)));
        Refused("degree 4", b => b.AssertZero("fourth", Cube(b) * b.Main("y")));
        Captured(b => b.Push("push", s_local, Cube(b), b.Main("y")));
        Refused("degree 4", b => b.Push("push", s_local, Cube(b) * b.Main("y"), b.Main("z")));
        Refused("degree 4", b => b.Pull("pull", s_local, b.Main("z"), Cube(b) * b.Main("y")));

        // Public values and constants have degree 0.
        Captured(b => b.AssertZero("scaled", Cube(b) * b.Public(1) * 7));

        static Expr Cube(AirBuilder b)
        {
            Expr x = b.Main("x");
            return x * x * x;
        }
    }

    /// <summary>Global messages are fixed before Γ: no main column, no public value but the shard's index, however deep.</summary>
    [Fact]
    public void Global_messages_are_fixed_before_gamma()
    {
        Captured(b => b.Push("push", s_global, b.Boundary("m"), b.Boundary("x") + b.Public(0)));
        Refused("committed after Γ", b => b.Push("push", s_global, b.Main("m"), b.Boundary("x")));
        Refused("committed after Γ", b => b.Push("push", s_global, b.Boundary("m"), b.Main("x")));
        Refused("committed after Γ", b => b.Push("push", s_global, b.Boundary("m"), b.Boundary("x") * 2 - (b.Boundary("y") + b.Main("z"))));
        Refused("public value 1", b => b.Push("push", s_global, b.Boundary("m"), b.Public(1)));
        Refused("public value 2", b => b.Pull("pull", s_global, b.Boundary("m") * b.Public(2), b.Boundary("x")));
        Captured(b => b.Push("push", s_local, b.Main("m"), b.Public(1)));
    }

    /// <summary>Nor may a prover choose the height of a table with global messages after Γ: the leaves of Γ bind those with boundary columns.</summary>
    [Fact]
    public void Heights_of_global_tables_are_fixed_before_gamma()
    {
        Refused("whose rows Γ does not bind", b => b.Push("push", s_global, b.Constant(0L), b.Public(0)), columns: true);
        Captured(b => b.Push("push", s_global, b.Constant(1L), b.IndexBits("i", 0, 8)), TablePresence.EveryShard, 8);
        Captured(b => b.Push("push", s_global, b.Preprocessed("m"), b.Preprocessed("x")), TablePresence.LastShard);
    }

    /// <summary>Padding is zero: it satisfies every constraint and sends nothing, whatever the public values.</summary>
    [Fact]
    public void Zero_rows_are_silent()
    {
        Refused("breaks 'one'", b => b.AssertZero("one", b.Main("x") - 1));
        Refused("breaks 'public'", b => b.AssertZero("public", b.Main("x") - b.Public(3)));
        Refused("sends 'push'", b => b.Push("push", s_local, 1 - b.Main("x"), b.Main("y")));
        Refused("sends 'push'", b => b.Push("push", s_local, b.Public(0), b.Main("y")));

        // A table of fixed height has no padding.
        Captured(b => b.AssertZero("one", b.Main("x") - 1), TablePresence.EveryShard, 8);
    }

    [Fact]
    public void Virtual_columns_fit_their_height()
    {
        Captured(b => Use(b, b.IndexBits("i", 1, 7)), TablePresence.EveryShard, 8);
        Refused("above the height 2^8", b => Use(b, b.IndexBits("i", 1, 8)), TablePresence.EveryShard, 8);
        Captured(b => Use(b, b.AndBits("a", 0, 4, 4)), TablePresence.EveryShard, 8);
        Refused("above the height 2^8", b => Use(b, b.AndBits("a", 0, 5, 4)), TablePresence.EveryShard, 8);
        Refused("above the height 2^8", b => Use(b, b.AndBits("a", 5, 0, 4)), TablePresence.EveryShard, 8);
        Refused("fixed height", b => Use(b, b.IndexBits("i", 0, 8)), TablePresence.EveryShard);

        // A product of a coordinate with itself would not be multilinear.
        Refused("overlap", b => Use(b, b.AndBits("a", 0, 3, 4)), TablePresence.EveryShard, 8);
        Refused("overlap", b => Use(b, b.AndBits("a", 3, 0, 4)), TablePresence.EveryShard, 8);

        static void Use(AirBuilder b, Expr x) => b.Push("push", s_local, b.Main("m"), x);
    }

    [Fact]
    public void Messages_have_their_bus_arity_and_columns_one_name()
    {
        Refused("takes 1 fields, got 2", b => b.Push("push", s_local, b.Main("m"), b.Main("x"), b.Main("y")));
        Refused("takes 1 fields, got 0", b => b.Push("push", s_local, b.Main("m")));
        var wide = new Bus("wide", 3, Bus.MaxArity + 1);
        Refused($"takes {wide.Arity} fields", b =>
        {
            var fields = new Expr[wide.Arity];
            Array.Fill(fields, b.Main("x"));
            b.Push("push", wide, fields[0], fields);
        });
        Refused("declared twice", b => b.AssertZero("x", b.Main("x") - b.Boundary("x")));
        Expr other = new AirBuilder().Main("x");
        Refused("another table", b => b.AssertZero("x", b.Main("y") - other));
    }

    [Fact]
    public void Machines_are_consistent()
    {
        AirProgram table = Table("table", s_local), none = new AirBuilder().Capture("none", TablePresence.EveryShard);
        _ = new MachineDefinition("ok", [table, Table("other", s_local)], none, 1);
        Fails("Two tables", [table, Table("table", s_local)], none);
        Fails("no interaction", [Table("silent", null)], none);
        Fails("share tag 1", [table, Table("other", s_local with { Name = "x" })], none);
        Fails("share tag 1", [table], Messages(new Bus("local", 1, 1) with { Name = "y" }, 0));
        foreach (int tag in (int[])[0, -1, int.MinValue, (int)KoalaBear.P]) Fails("positive and below p", [Table("table", s_local with { Tag = tag })], none);
        _ = new MachineDefinition("ok", [Table("table", s_local with { Tag = (int)KoalaBear.P - 1 })], none, 1);
        Fails("uses public value 1 of 1", [table], Messages(s_local, 1));
        _ = new MachineDefinition("ok", [table], Messages(s_local, 1), 2);
        Fails("is on a global bus", [table], Messages(s_global, 0));
        Fails("neither columns nor constraints", [table], Table("columns", s_local));
        var b = new AirBuilder();
        b.AssertZero("one", b.Constant(1L));
        Fails("neither columns nor constraints", [table], b.Capture("constraint", TablePresence.EveryShard));

        static AirProgram Messages(Bus bus, int value)
        {
            var b = new AirBuilder();
            b.Push("message", bus, b.Constant(1L), b.Public(value));
            return b.Capture("messages", TablePresence.EveryShard);
        }

        static void Fails(string message, AirProgram[] tables, AirProgram messages) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => new MachineDefinition("machine", tables, messages, 1)).Message, StringComparison.Ordinal);
    }

    /// <summary>Machines that differ in anything that a verifier computes with have different digests.</summary>
    [Fact]
    public void A_machine_digest_binds_every_part()
    {
        MachineDefinition[] machines =
        [
            Make(), Make(name: "other"), Make(publics: 3), Make(constant: 8), Make(presence: TablePresence.LastShard), Make(height: 9), Make(shift: 1), Make(bits: 3),
            Make(and: true), Make(tag: 5), Make(pull: true), Make(twice: true), Make(constraint: true), Make(boundary: true), Make(publicValue: 1), Make(second: true),
            Make(message: true),
        ];
        Assert.Equal(machines.Length, machines.Select(m => m.Digest).Distinct().Count());
        Assert.Equal(Make().Digest, Make().Digest);
        Assert.Equal(Make().Digest, FieldHash.HashElements([.. Make().ToElements()]));

        static MachineDefinition Make(
            string name = "machine", int publics = 2, int constant = 7, TablePresence presence = TablePresence.EveryShard, int height = 8, int shift = 0, int bits = 2,
            bool and = false, int tag = 1, bool pull = false, bool twice = false, bool constraint = false, bool boundary = false, int publicValue = 0, bool second = false,
            bool message = false)
        {
            var b = new AirBuilder();
            Expr i = and ? b.AndBits("i", shift, 4, bits) : b.IndexBits("i", shift, bits), x = boundary ? b.Boundary("x") : b.Main("x");
            Bus bus = new("bus", tag, 1);
            if (pull) b.Pull("m", bus, x, i + constant + b.Public(publicValue));
            else b.Push("m", bus, x, i + constant + b.Public(publicValue));
            if (twice) b.Push("m", bus, x, i + constant + b.Public(publicValue));
            if (constraint) b.AssertZero("x", x);
            AirProgram table = b.Capture("table", presence, height);
            b = new AirBuilder();
            if (message) b.Push("m", bus, b.Constant(1L), b.Public(0));
            AirProgram[] tables = second ? [table, Table("second", bus)] : [table];
            return new MachineDefinition(name, tables, b.Capture("messages", TablePresence.EveryShard), publics);
        }
    }

    private static AirProgram Table(string name, Bus? bus)
    {
        var b = new AirBuilder();
        Expr x = b.Main("x");
        if (bus is not null) b.Push("push", bus, x, x);
        return b.Capture(name, TablePresence.Optional);
    }

    private static void Captured(Action<AirBuilder> declare, TablePresence presence = TablePresence.Optional, int? height = null)
    {
        var b = new AirBuilder();
        declare(b);
        Assert.Equal("table", b.Capture("table", presence, height).Name);
    }

    private static void Refused(
        string message, Action<AirBuilder> declare, TablePresence presence = TablePresence.Optional, int? height = null, bool columns = false)
    {
        var e = Assert.Throws<ArgumentException>(() =>
        {
            var b = new AirBuilder();
            if (columns) b.Main("unused");
            declare(b);
            b.Capture("table", presence, height);
        });
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
