using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier.Tests.Toy;

/// <summary>
/// A small execution machine with one table of every sort the protocol knows: optional with main columns, optional with boundary
/// columns on a global bus, fixed with virtual columns, preprocessed in every shard, preprocessed in the last shard; of one position and of several,
/// with a selector that the prover commits to and with one that is the number of rows.
/// </summary>
internal static class ToyMachine
{
    public const int Step = 0, Halt = 1, Commit = 2, Range = 3, And = 4, Rom = 5, Memory = 6, Image = 7;
    public const int MemoryTag = 5;

    public static readonly Bus StateBus = new("state", 1, 3);
    public static readonly Bus RangeBus = new("range", 2, 1);
    public static readonly Bus AndBus = new("and", 3, 3);
    public static readonly Bus RomBus = new("rom", 4, 2);
    public static readonly Bus MemoryBus = new("memory", MemoryTag, 3, BusScope.Global);
    public static readonly Bus HaltBus = new("halt", 6, 2);
    public static readonly Bus CommitBus = new("commit", 7, 3);

    public static readonly MachineDefinition Machine = Make("toy");

    public static MachineDefinition Make(string name) => new(
        name, [StepTable(), HaltTable(), CommitTable(), RangeTable(), AndTable(), RomTable(), MemoryTable(), ImageTable()],
        PublicMessages(), Values.Count);

    // x = a AND b for two nibbles that the ROM's operand and the prover choose; sq = a·b·b reaches degree 3 with the selector outside.
    private static AirProgram StepTable()
    {
        var b = new AirBuilder();
        Expr sel = b.Main("sel"), time = b.Main("time"), pc = b.Main("pc"), op = b.Main("op"), y = b.Main("y"), and = b.Main("and"), cube = b.Main("cube");
        b.AssertBool("sel is boolean", sel);
        b.AssertZero("cube", op * y * y - cube);
        b.AssertZero("padding", (1 - sel) * (op + y + and));
        b.Pull("state in", StateBus, sel, time, pc, pc + 1);
        b.Push("state out", StateBus, sel, time + 4, pc + 1, pc + 2);
        b.Push("rom", RomBus, sel, pc, op);
        b.Push("and", AndBus, sel, op, y, and);
        b.Push("range", RangeBus, sel * sel, y * y);
        return b.Capture("Step", TablePresence.Optional, positions: 3);
    }

    private static AirProgram HaltTable()
    {
        var b = new AirBuilder();
        Expr sel = b.Main("sel"), time = b.Main("time"), pc = b.Main("pc"), low = b.Main("low"), high = b.Main("high");
        b.AssertBool("sel is boolean", sel);
        b.Pull("state in", StateBus, sel, time, pc, pc + 1);
        b.Push("state out", StateBus, sel, time + 4, b.Constant((long)0), b.Constant((long)0));
        b.Push("halt", HaltBus, sel, low, high);
        b.Push("rom", RomBus, sel, pc, b.Constant((long)100));
        return b.Capture("Halt", TablePresence.Optional);
    }

    private static AirProgram CommitTable()
    {
        var b = new AirBuilder();
        Expr sel = b.Active("sel"), time = b.Main("time"), pc = b.Main("pc"), index = b.Main("index"), low = b.Main("low"), high = b.Main("high");
        b.Pull("state in", StateBus, sel, time, pc, pc + 1);
        b.Push("state out", StateBus, sel, time + 4, pc + 1, pc + 2);
        b.Push("commit", CommitBus, sel, index, low, high);
        b.Push("rom", RomBus, sel, pc, index + 200);
        return b.Capture("Commit", TablePresence.Optional);
    }

    private static AirProgram RangeTable()
    {
        var b = new AirBuilder();
        Expr value = b.IndexBits("value", 0, 8), mult = b.Main("mult");
        b.Pull("range", RangeBus, mult, value);
        return b.Capture("Range", TablePresence.EveryShard, 8);
    }

    private static AirProgram AndTable()
    {
        var b = new AirBuilder();
        Expr x = b.IndexBits("x", 4, 4), y = b.IndexBits("y", 0, 4), and = b.AndBits("and", 4, 0, 4), mult = b.Main("mult");
        b.Pull("and", AndBus, mult, x, y, and);
        return b.Capture("And", TablePresence.EveryShard, 8);
    }

    private static AirProgram RomTable()
    {
        var b = new AirBuilder();
        Expr pc = b.Preprocessed("pc"), op = b.Preprocessed("op"), mult = b.Main("mult");
        b.Pull("rom", RomBus, mult, pc, op);
        return b.Capture("Rom", TablePresence.EveryShard, positions: 3);
    }

    // A word that a shard touches: taken over from the shard that touched it last, given on to the next. Γ binds how many there are. The main column between
    // boundary columns makes two runs of these.
    private static AirProgram MemoryTable()
    {
        var b = new AirBuilder();
        Expr sel = b.Active("sel"), address = b.Boundary("address"), valueIn = b.Boundary("in"), valueOut = b.Boundary("out");
        Expr gap = b.Main("gap"), previous = b.Boundary("previous");
        b.AssertZero("gap", sel * (b.Public(Values.ShardIndex) - previous - 1 - gap));
        b.Pull("in", MemoryBus, sel, address, valueIn, previous);
        b.Push("out", MemoryBus, sel, address, valueOut, b.Public(Values.ShardIndex));
        b.Push("gap", RangeBus, sel, gap);
        b.Push("growth", RangeBus, sel, valueOut - valueIn);
        return b.Capture("Memory", TablePresence.Optional, positions: 2);
    }

    private static AirProgram ImageTable()
    {
        var b = new AirBuilder();
        Expr real = b.Preprocessed("real"), address = b.Preprocessed("address"), value = b.Preprocessed("value");
        Expr last = b.Boundary("last"), shard = b.Boundary("shard");
        b.AssertZero("padding", (1 - real) * last);
        b.Push("initial", MemoryBus, real, address, value, b.Constant((long)0));
        b.Pull("final", MemoryBus, real, address, last, shard);
        return b.Capture("Image", TablePresence.LastShard);
    }

    private static AirProgram PublicMessages()
    {
        var b = new AirBuilder();
        b.Push("start", StateBus, b.Constant((long)1), b.Constant((long)Values.StartTime), b.Public(Values.StartPc), b.Public(Values.StartNpc));
        b.Pull("end", StateBus, b.Constant((long)1), b.Public(Values.EndTime), b.Public(Values.EndPc), b.Public(Values.EndNpc));
        b.Pull("halt", HaltBus, b.Public(Values.Halted), b.Public(Values.OutcomeLow), b.Public(Values.OutcomeHigh));
        for (int i = 0; i < Values.CommitWords; i++)
        {
            int k = Values.FirstCommit + 3 * i;
            b.Pull($"commit {i}", CommitBus, b.Public(k), b.Constant((long)i), b.Public(k + 1), b.Public(k + 2));
        }

        return b.Capture("PublicMessages", TablePresence.EveryShard);
    }
}
