using System.Globalization;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Profiling;

/// <summary>What a profile counts.</summary>
public enum ProfileMetric
{
    /// <summary>Executed instructions.</summary>
    Instructions,

    /// <summary>Committed trace cells, by the cost of each opcode.</summary>
    Cells,
}

/// <summary>Counts of one function.</summary>
/// <param name="Name">Its symbol, or its address if there is none.</param>
/// <param name="Address">Its first byte address.</param>
/// <param name="Calls">Times it was entered.</param>
/// <param name="SelfInstructions">Instructions in it.</param>
/// <param name="SelfCells">Cells of these.</param>
/// <param name="TotalInstructions">Instructions in it and in what it called; recursion counts once.</param>
/// <param name="TotalCells">Cells of these.</param>
public sealed record FunctionProfile(
    string Name, uint Address, ulong Calls, ulong SelfInstructions, ulong SelfCells, ulong TotalInstructions, ulong TotalCells);

/// <summary>Counts of one opcode.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Instructions">Times it was executed.</param>
/// <param name="Cells">Cells of these.</param>
public readonly record struct OpcodeProfile(Opcode Opcode, ulong Instructions, ulong Cells);

/// <summary>
/// Where a run spends its instructions and cells, by function and by call path. Call paths are found from linking jumps and
/// from jumps to the return addresses on the path; a switch to another stack (threads, goroutines) starts a new path.
/// </summary>
public sealed class RunProfile
{
    private readonly ProgramImage _program;
    private readonly CallNode _root;

    private RunProfile(ProgramImage program, Outcome outcome, CallNode root, ulong[] opcodes, int[] cells)
    {
        _program = program;
        _root = root;
        Outcome = outcome;
        Functions = CollectFunctions();
        Opcodes = CollectOpcodes(opcodes, cells);
    }

    /// <summary>How the run ended.</summary>
    public Outcome Outcome { get; }

    /// <summary>Functions by descending cells of their own.</summary>
    public IReadOnlyList<FunctionProfile> Functions { get; }

    /// <summary>Executed opcodes by descending cells.</summary>
    public IReadOnlyList<OpcodeProfile> Opcodes { get; }

    /// <summary>Cells of the run: the sum over its instructions. Boundary tables and padding are not in it.</summary>
    public ulong Cells
    {
        get
        {
            ulong sum = 0;
            foreach (OpcodeProfile opcode in Opcodes)
                sum += opcode.Cells;
            return sum;
        }
    }

    /// <summary>Runs <paramref name="program"/> (by the interpreter) and counts.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="host">Answers HINTs.</param>
    /// <param name="cellsPerOpcode">Cells of one executed instruction, by <see cref="Opcode"/>; length <see cref="OpcodeInfo.Count"/>.</param>
    /// <param name="options">Limits and observation.</param>
    public static RunProfile Run(ProgramImage program, IHost host, ReadOnlySpan<int> cellsPerOpcode, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(host);
        if (cellsPerOpcode.Length != OpcodeInfo.Count)
            throw new ArgumentException($"{OpcodeInfo.Count} costs expected, got {cellsPerOpcode.Length}", nameof(cellsPerOpcode));
        int[] cells = cellsPerOpcode.ToArray();
        var tracker = new CallTracker(program, cells);
        SparseMemory memory = Checkpoint.InitialMemory(program);
        var sink = new ProfileSink(tracker);
        Outcome outcome = Executor.RunInterpreted(program, new CpuState(program), memory, host, options ?? RunOptions.Default, ref sink);
        return new RunProfile(program, outcome, tracker.Root, tracker.OpcodeCounts, cells);
    }

    /// <summary>
    /// Writes one line per call path, <c>main;f;g 123</c>: the folded format of flame graph tools. Paths with nothing of their
    /// own are left out.
    /// </summary>
    public void WriteFolded(TextWriter writer, ProfileMetric metric)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var pending = new Stack<(CallNode Node, string Prefix)>();
        foreach (CallNode child in _root.SortedChildren())
            pending.Push((child, ""));
        while (pending.Count > 0)
        {
            (CallNode node, string prefix) = pending.Pop();
            string path = prefix + Name(node.Function).Replace(';', ':').Replace(' ', '_');
            ulong own = metric == ProfileMetric.Cells ? node.Cells : node.Instructions;
            if (own > 0)
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path} {own}"));
            foreach (CallNode child in node.SortedChildren())
                pending.Push((child, path + ";"));
        }
    }

    private string Name(uint function) => _program.Symbols.NameOf(function);

    private List<FunctionProfile> CollectFunctions()
    {
        var functions = new Dictionary<uint, (ulong Calls, ulong Instructions, ulong Cells, ulong AllInstructions, ulong AllCells)>();
        var onPath = new HashSet<uint>();
        // Depth first with an explicit stack: a node is visited before and after its children.
        var pending = new Stack<(CallNode Node, bool Leaving, bool Outermost)>();
        var sums = new Stack<(ulong Instructions, ulong Cells)>();
        sums.Push(default);
        foreach (CallNode child in _root.Children)
            pending.Push((child, false, false));
        while (pending.Count > 0)
        {
            (CallNode node, bool leaving, bool outermost) = pending.Pop();
            if (!leaving)
            {
                pending.Push((node, true, onPath.Add(node.Function)));
                sums.Push((node.Instructions, node.Cells));
                foreach (CallNode child in node.Children)
                    pending.Push((child, false, false));
                continue;
            }
            (ulong instructions, ulong cells) = sums.Pop();
            (ulong parentInstructions, ulong parentCells) = sums.Pop();
            sums.Push((parentInstructions + instructions, parentCells + cells));
            functions.TryGetValue(node.Function, out var f);
            f.Calls += node.Calls;
            f.Instructions += node.Instructions;
            f.Cells += node.Cells;
            if (outermost)
            {
                f.AllInstructions += instructions;
                f.AllCells += cells;
                onPath.Remove(node.Function);
            }
            functions[node.Function] = f;
        }
        var list = new List<FunctionProfile>();
        foreach ((uint address, var f) in functions)
            list.Add(new FunctionProfile(Name(address), address, f.Calls, f.Instructions, f.Cells, f.AllInstructions, f.AllCells));
        list.Sort((x, y) => (y.SelfCells, y.SelfInstructions, x.Address).CompareTo((x.SelfCells, x.SelfInstructions, y.Address)));
        return list;
    }

    private static List<OpcodeProfile> CollectOpcodes(ulong[] counts, int[] cells)
    {
        var list = new List<OpcodeProfile>();
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
                list.Add(new OpcodeProfile((Opcode)i, counts[i], counts[i] * (ulong)cells[i]));
        }
        list.Sort((x, y) => (y.Cells, y.Instructions, x.Opcode).CompareTo((x.Cells, x.Instructions, y.Opcode)));
        return list;
    }
}
