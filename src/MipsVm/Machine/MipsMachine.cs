using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tables;

namespace Zkfp.MipsVm.Machine;

/// <summary>
/// The MIPS machine as tables and buses: for each byte order one for programs without primitives, whose proofs do not pay for the wide tables of these, and one
/// with them, which has the same tables and more.
/// </summary>
public sealed class MipsMachine
{
    // Tables of primitives come last.
    private const int PlainTables = (int)TableId.OperandFault;

    private static readonly Lazy<MipsMachine> PlainBig = new(() => new MipsMachine(Endianness.Big)), PlainLittle = new(() => new MipsMachine(Endianness.Little));
    private static readonly Lazy<MipsMachine> Big = new(() => new MipsMachine(PlainBig.Value)), Little = new(() => new MipsMachine(PlainLittle.Value));

    private MipsMachine(Endianness order)
        : this(order, "", Array.ConvertAll(TableList.For(order)[..PlainTables], spec => spec.Build()))
    {
    }

    private MipsMachine(MipsMachine plain)
        : this(plain.Order, "-primitives", [.. plain.Tables, .. Array.ConvertAll(TableList.For(plain.Order)[PlainTables..], spec => spec.Build())])
    {
    }

    private MipsMachine(Endianness order, string suffix, Table[] tables)
    {
        Order = order;
        Tables = tables;
        Definition = new MachineDefinition(
            (order == Endianness.Big ? "mips32r2-be" : "mips32r2-le") + suffix, Array.ConvertAll(Tables, t => t.Air), BuildPublicMessages(), ExecutionPublicValues.Count);
    }

    /// <summary>All machines; those without primitives, which are made in no time, first.</summary>
    public static IEnumerable<MipsMachine> All
    {
        get
        {
            foreach (Lazy<MipsMachine> machine in (Lazy<MipsMachine>[])[PlainBig, PlainLittle, Big, Little]) yield return machine.Value;
        }
    }

    /// <summary>Byte order.</summary>
    public Endianness Order { get; }

    /// <summary>Tables (indexed by <see cref="TableId"/>) and public messages.</summary>
    public MachineDefinition Definition { get; }

    /// <summary>Whether it has tables for primitives.</summary>
    public bool HasPrimitives => Tables.Length > PlainTables;

    /// <summary>The tables with their columns.</summary>
    internal Table[] Tables { get; }

    /// <summary>A table of which the type is known.</summary>
    internal T Table<T>(TableId id)
        where T : Table => (T)Tables[(int)id];

    /// <summary>The machine of a byte order with all tables.</summary>
    public static MipsMachine For(Endianness order) => order == Endianness.Big ? Big.Value : Little.Value;

    /// <summary>The machine of a byte order without primitives.</summary>
    public static MipsMachine Plain(Endianness order) => order == Endianness.Big ? PlainBig.Value : PlainLittle.Value;

    /// <summary>The machine of a program: without primitives, if no word that it could execute is one.</summary>
    public static MipsMachine For(ProgramImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        foreach (RomRange range in image.Rom)
            foreach (ref readonly Instruction i in range.Instructions.AsSpan())
                if (OpcodeInfo.IsPrimitive(i.Opcode)) return For(image.Endianness);
        return Plain(image.Endianness);
    }

    /// <summary>The machine with this digest, or null.</summary>
    public static MipsMachine? Find(Digest digest)
    {
        foreach (MipsMachine machine in All)
            if (machine.Definition.Digest == digest) return machine;
        return null;
    }

    /// <summary>
    /// What the verifier sends for a shard: its first state; its last state, or the halt; the committed digest words. Flags are 0 or 1.
    /// </summary>
    private static AirProgram BuildPublicMessages()
    {
        var f = new AirBuilder();
        Expr P(int index) => f.Public(index);
        Expr one = f.Constant(1L), halted = P(ExecutionPublicValues.Halted);
        Expr time = P(ExecutionPublicValues.EndTime), pc = P(ExecutionPublicValues.EndPc), npc = P(ExecutionPublicValues.EndNpc);
        f.Push("first state", Buses.State, one, f.Constant((long)ExecutionPublicValues.StartTime), P(ExecutionPublicValues.StartPc), P(ExecutionPublicValues.StartNpc));
        f.Pull("last state", Buses.State, 1 - halted, time, pc, npc);
        f.Pull("halt", Buses.Halt, halted, time, pc, npc, P(ExecutionPublicValues.OutcomeLow), P(ExecutionPublicValues.OutcomeHigh));
        for (int i = 0; i < ExecutionPublicValues.CommitWords; i++)
        {
            int at = ExecutionPublicValues.FirstCommit + 3 * i;
            f.Pull($"commit {i}", Buses.Commit, P(at), f.Constant((long)i), P(at + 1), P(at + 2));
        }

        return f.Capture("PublicValues", TablePresence.EveryShard);
    }
}
