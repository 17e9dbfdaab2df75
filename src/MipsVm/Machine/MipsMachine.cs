using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tables;

namespace Zkfp.MipsVm.Machine;

/// <summary>The MIPS machine as tables and buses, one for each byte order.</summary>
public sealed class MipsMachine
{
    private static readonly Lazy<MipsMachine> BigMachine = new(() => new MipsMachine(Endianness.Big));
    private static readonly Lazy<MipsMachine> LittleMachine = new(() => new MipsMachine(Endianness.Little));

    private MipsMachine(Endianness order)
    {
        Order = order;
        Tables = Array.ConvertAll(TableList.For(order), spec => spec.Build());
        Definition = new MachineDefinition(
            order == Endianness.Big ? "mips32r2-be" : "mips32r2-le", Array.ConvertAll(Tables, t => t.Air), BuildPublicMessages(), ExecutionPublicValues.Count);
    }

    /// <summary>Byte order.</summary>
    public Endianness Order { get; }

    /// <summary>Tables (indexed by <see cref="TableId"/>) and public messages.</summary>
    public MachineDefinition Definition { get; }

    /// <summary>The tables with their columns.</summary>
    internal Table[] Tables { get; }

    /// <summary>A table of which the type is known.</summary>
    internal T Table<T>(TableId id)
        where T : Table => (T)Tables[(int)id];

    /// <summary>The machine of a byte order.</summary>
    public static MipsMachine For(Endianness order) => order == Endianness.Big ? BigMachine.Value : LittleMachine.Value;

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
