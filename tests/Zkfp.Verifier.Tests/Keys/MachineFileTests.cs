using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Keys;

public class MachineFileTests
{
    /// <summary>A reader written from docs/protocol.md §10 finds every table as it was declared, and nothing else in the file.</summary>
    [Fact]
    public void A_reader_of_the_specification_finds_the_machine() => Check(ToyMachine.Machine);

    /// <summary>The same of any machine.</summary>
    [Property(MaxTest = 500, Arbitrary = [typeof(Cases)])]
    public void A_reader_of_the_specification_finds_any_machine(Case c) => Check(c.Machine());

    private static void Check(MachineDefinition m)
    {
        byte[] bytes = MachineFile.Write(m);
        var words = new Queue<uint>();
        for (int i = 0; i < bytes.Length; i += 4) words.Enqueue(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)));
        Assert.Equal("ZKFPMACH"u8.ToArray(), bytes[..8]);
        for (int i = 0; i < 3; i++) words.Dequeue();
        Assert.Equal(m.Digest, FieldHash.HashElements([.. words.Select(w => new KoalaBear(w))]));
        uint Next() => words.Dequeue();
        string Text() => new([.. Enumerable.Range(0, (int)Next()).Select(_ => (char)Next())]);
        Assert.Equal(m.Name, Text());
        Assert.Equal((uint)m.PublicValueCount, Next());
        Assert.Equal((uint)m.Tables.Count, Next());
        foreach (AirProgram t in (AirProgram[])[.. m.Tables, m.PublicMessages])
        {
            Assert.Equal(t.Name, Text());
            Assert.Equal((uint)t.Presence, Next());
            Assert.Equal((uint)(t.FixedLogHeight + 1 ?? 0), Next());
            Assert.Equal((uint)t.Positions, Next());
            Assert.Equal((uint)t.Columns.Count, Next());
            foreach (Column c in t.Columns)
                Assert.Equal(((uint)c.Kind, (uint)c.Virtual, (uint)c.Shift, (uint)c.ShiftB, (uint)c.Bits), (Next(), Next(), Next(), Next(), Next()));
            Assert.Equal((uint)t.Nodes.Count, Next());
            foreach (AirNode n in t.Nodes) Assert.Equal(((uint)n.Kind, n.A, n.B), (Next(), Next(), Next()));
            Assert.Equal((uint)t.Constraints.Count, Next());
            foreach (AirConstraint c in t.Constraints) Assert.Equal((uint)c.Node, Next());
            Assert.Equal((uint)t.Interactions.Count, Next());
            foreach (AirInteraction i in t.Interactions)
            {
                Assert.Equal(((uint)i.Bus.Tag, (uint)i.Bus.Scope, (uint)i.Multiplicity, (uint)i.Fields.Length), (Next(), Next(), Next(), Next()));
                foreach (int f in i.Fields) Assert.Equal((uint)f, Next());
            }
        }

        Assert.Empty(words);
    }

    /// <summary>A table: kinds of its columns, operations on what there is so far, numbers of constraints and messages.</summary>
    public sealed record Table(byte[] Columns, (byte Kind, byte A, byte B)[] Operations, int Constraints, int Messages, TablePresence Presence, int LogHeight)
    {
        public AirProgram Air(string name)
        {
            var b = new AirBuilder();
            List<(Expr Value, int Degree)> e = [(b.Constant(3L), 0), (b.Public(0), 0)];
            for (int i = 0; i < Columns.Length; i++)
            {
                string column = $"c{i}";
                e.Add((Columns[i] switch
                {
                    0 => b.Main(column),
                    1 => b.Boundary(column),
                    2 => b.Preprocessed(column),
                    3 => b.IndexBits(column, i % 3, 5),
                    _ => b.AndBits(column, 0, 4, 4),
                }, 1));
            }

            foreach ((byte kind, byte i, byte j) in Operations)
            {
                ((Expr x, int dx), (Expr y, int dy)) = (e[i % e.Count], e[j % e.Count]);
                e.Add(kind == 0 && dx + dy <= AirProgram.MaxDegree ? (x * y, dx + dy) : (kind == 1 ? x + y : x - y, Math.Max(dx, dy)));
            }

            for (int i = 0; i < Constraints; i++) b.AssertZero($"constraint {i}", e[^(1 + i % e.Count)].Value);
            for (int i = 0; i < Messages; i++)
            {
                int arity = 1 + i % Bus.MaxArity;
                Expr[] fields = [.. Enumerable.Range(0, arity).Select(k => e[(i + k) % e.Count].Value)];
                var bus = new Bus($"bus {arity}", arity, arity);
                if (i % 2 == 0) b.Push($"message {i}", bus, e[^1].Value, fields);
                else b.Pull($"message {i}", bus, e[^1].Value, fields);
            }

            return b.Capture(name, Presence, LogHeight);
        }
    }

    /// <summary>A machine of such tables.</summary>
    public sealed record Case(Table[] Tables)
    {
        public MachineDefinition Machine()
        {
            var b = new AirBuilder();
            b.Push("index", new Bus("bus 2", 2, 2), b.Constant(1L), b.Public(0), b.Constant(7L));
            return new MachineDefinition("any", [.. Tables.Select((t, i) => t.Air($"table {i}"))], b.Capture("public", TablePresence.EveryShard), 2);
        }

        public override string ToString() => $"{Tables.Length} tables: {string.Join("; ", Tables.Select(t => $"columns {string.Join(" ", t.Columns)}, {string.Join(" ", t.Operations)}"))}";
    }

    /// <summary>Generates machines; shrinks to fewer tables and operations.</summary>
    public static class Cases
    {
        public static Arbitrary<Case> Case()
        {
            Gen<byte> any = Gen.Choose(0, 255).Select(v => (byte)v);
            Gen<Table> table =
                from columns in Gen.Choose(0, 4).Select(v => (byte)v).ArrayOf()
                from operations in (from kind in Gen.Choose(0, 2) from a in any from b in any select ((byte)kind, a, b)).ArrayOf()
                from constraints in Gen.Choose(0, 5)
                from messages in Gen.Choose(1, 14)
                from presence in Gen.Elements(Enum.GetValues<TablePresence>())
                from height in Gen.Choose(8, 16)
                select new Table(columns, operations, constraints, messages, presence, height);
            return Arb.From(from count in Gen.Choose(0, 4) from tables in table.ArrayOf(count) select new Case(tables), Smaller);
        }

        private static IEnumerable<Case> Smaller(Case c)
        {
            for (int i = 0; i < c.Tables.Length; i++)
            {
                yield return new Case([.. c.Tables.Where((_, k) => k != i)]);
                Table t = c.Tables[i];
                if (t.Operations.Length != 0) yield return new Case([.. c.Tables.Select((x, k) => k == i ? x with { Operations = x.Operations[..^1] } : x)]);
            }
        }
    }
}
