using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Machine;

/// <summary>
/// A machine: a list of tables, and the messages that its public values send. Prover and verifier handle every machine alike; all
/// that is particular to one is data in this object, and <see cref="Digest"/> binds all of it.
/// </summary>
public sealed class MachineDefinition
{
    /// <summary>Makes a machine; table names and bus tags must be distinct.</summary>
    /// <param name="name">Name, absorbed into the digest.</param>
    /// <param name="tables">Tables in canonical order.</param>
    /// <param name="publicMessages">
    /// A program without columns whose interactions are the messages that the verifier sends for the shard's public values (local
    /// buses only).
    /// </param>
    /// <param name="publicValueCount">Number of public values per shard.</param>
    public MachineDefinition(string name, IReadOnlyList<AirProgram> tables, AirProgram publicMessages, int publicValueCount)
    {
        Name = name;
        Tables = tables;
        PublicMessages = publicMessages;
        PublicValueCount = publicValueCount;
        var tags = new Dictionary<int, Bus>();
        var names = new HashSet<string>();
        foreach (AirProgram t in tables)
        {
            if (!names.Add(t.Name)) throw new ArgumentException($"Two tables are named {t.Name}.");
            if (t.Interactions.Count == 0) throw new ArgumentException($"Table {t.Name} has no interaction.");
            Check(t, tags);
        }

        if (publicMessages.Columns.Count != 0 || publicMessages.Constraints.Count != 0)
            throw new ArgumentException("Public messages have neither columns nor constraints.");
        foreach (AirInteraction i in publicMessages.Interactions)
            if (i.Bus.Scope != BusScope.Local) throw new ArgumentException($"Public message '{i.Label}' is on a global bus.");
        Check(publicMessages, tags);
        IsStatic = true;
        foreach (AirProgram t in tables) IsStatic &= StandsAlone(t);
        Digest = FieldHash.HashElements(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ToElements()));
    }

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>Tables in canonical order.</summary>
    public IReadOnlyList<AirProgram> Tables { get; }

    /// <summary>The messages of the public values.</summary>
    public AirProgram PublicMessages { get; }

    /// <summary>Number of public values per shard; value 0 is the shard index, from 1.</summary>
    public int PublicValueCount { get; }

    /// <summary>
    /// Whether a proof stands alone and has no shape: key or machine fix the rows of every table, none has boundary columns or is on a global bus. So there is
    /// no run with challenges of its own, and class and places follow from the key.
    /// </summary>
    public bool IsStatic { get; }

    /// <summary>Hash of everything above (docs/protocol.md, "Machine digest").</summary>
    public Digest Digest { get; }

    private static bool StandsAlone(AirProgram t)
    {
        foreach (AirInteraction i in t.Interactions)
            if (i.Bus.Scope != BusScope.Local) return false;
        return t.Presence == TablePresence.EveryShard && t.CountColumns(ColumnKind.Boundary) == 0
            && (t.FixedLogHeight is not null || t.CountColumns(ColumnKind.Preprocessed) != 0);
    }

    private void Check(AirProgram table, Dictionary<int, Bus> tags)
    {
        foreach (AirInteraction i in table.Interactions)
        {
            if (i.Bus.Tag <= 0 || (uint)i.Bus.Tag >= KoalaBear.P)
                throw new ArgumentException($"Bus {i.Bus.Name} has tag {i.Bus.Tag}; tags are positive and below p.");
            if (!tags.TryAdd(i.Bus.Tag, i.Bus) && tags[i.Bus.Tag] != i.Bus)
                throw new ArgumentException($"Buses {i.Bus.Name} and {tags[i.Bus.Tag].Name} share tag {i.Bus.Tag}.");
        }

        foreach (AirNode n in table.Nodes)
            if (n.Kind == ExprKind.Public && n.A >= PublicValueCount)
                throw new ArgumentException($"Table {table.Name} uses public value {n.A} of {PublicValueCount}.");
    }

    /// <summary>The elements that the digest hashes (docs/protocol.md §10): all that a verifier needs of the machine.</summary>
    public List<KoalaBear> ToElements()
    {
        var w = new List<KoalaBear>();
        void Int(int v) => w.Add(new KoalaBear((ulong)v));
        void Text(string s)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(s);
            Int(bytes.Length);
            foreach (byte b in bytes) Int(b);
        }

        void Program(AirProgram t)
        {
            Text(t.Name);
            Int((int)t.Presence);
            Int(t.FixedLogHeight + 1 ?? 0);
            Int(t.Positions);
            Int(t.Columns.Count);
            foreach (Column c in t.Columns)
            {
                Int((int)c.Kind);
                Int((int)c.Virtual);
                Int(c.Shift);
                Int(c.ShiftB);
                Int(c.Bits);
            }

            Int(t.Nodes.Count);
            foreach (AirNode n in t.Nodes)
            {
                Int((int)n.Kind);
                w.Add(new KoalaBear(n.A));
                w.Add(new KoalaBear(n.B));
            }

            Int(t.Constraints.Count);
            foreach (AirConstraint c in t.Constraints) Int(c.Node);
            Int(t.Interactions.Count);
            foreach (AirInteraction i in t.Interactions)
            {
                Int(i.Bus.Tag);
                Int((int)i.Bus.Scope);
                Int(i.Multiplicity);
                Int(i.Fields.Length);
                foreach (int f in i.Fields) Int(f);
            }
        }

        Text(Name);
        Int(PublicValueCount);
        Int(Tables.Count);
        foreach (AirProgram t in Tables) Program(t);
        Program(PublicMessages);
        return w;
    }
}
