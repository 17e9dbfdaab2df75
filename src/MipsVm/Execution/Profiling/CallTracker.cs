using System.Runtime.CompilerServices;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Profiling;

/// <summary>A function on a call path.</summary>
internal sealed class CallNode(uint function)
{
    private readonly Dictionary<uint, CallNode> _children = [];

    /// <summary>First byte address of the function.</summary>
    public uint Function { get; } = function;

    public ulong Calls { get; set; }

    public ulong Instructions { get; set; }

    public ulong Cells { get; set; }

    public IEnumerable<CallNode> Children => _children.Values;

    public IEnumerable<CallNode> SortedChildren() => _children.Values.OrderByDescending(c => c.Function);

    /// <summary>The child for a function; null if it is new and <paramref name="create"/> is false.</summary>
    public CallNode? Child(uint called, bool create)
    {
        if (!_children.TryGetValue(called, out CallNode? child) && create)
            _children[called] = child = new CallNode(called);
        return child;
    }
}

/// <summary>
/// Follows calls and returns. The path is cut at a depth and the tree at a size, so that memory stays bounded for any
/// program; what lies deeper counts for the function at the cut.
/// </summary>
internal sealed class CallTracker
{
    private const int MaxDepth = 256;
    private const int MaxNodes = 1 << 20;
    private const int MaxPath = 1 << 20;

    private readonly SymbolTable _symbols;
    private readonly int[] _cells;
    private readonly List<(CallNode Node, uint Return)> _path = [];
    private CallNode _current;
    private uint _start, _size;
    private int _nodes;

    // What the branch before the delay slot was.
    private Transfer _pending;
    private uint _pendingReturn;

    public CallTracker(ProgramImage program, int[] cells)
    {
        _symbols = program.Symbols;
        _cells = cells;
        Root = new CallNode(0);
        _current = Root;
        Enter(program.Entry, uint.MaxValue);
    }

    private enum Transfer
    {
        Jump,
        Call,
    }

    public CallNode Root { get; }

    public ulong[] OpcodeCounts { get; } = new ulong[OpcodeInfo.Count];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step(in Instruction instruction, uint pc, uint nextPc, ExceptionCode exception)
    {
        int opcode = (int)instruction.Opcode;
        OpcodeCounts[opcode]++;
        _current.Instructions++;
        _current.Cells += (ulong)_cells[opcode];
        if (nextPc != pc + 4 || OpcodeInfo.HasDelaySlot(instruction.Opcode) || nextPc - _start >= _size)
            Follow(instruction, pc, nextPc, exception);
    }

    private void Follow(in Instruction instruction, uint pc, uint nextPc, ExceptionCode exception)
    {
        if (exception != ExceptionCode.None)
        {
            // Like a call that eret returns from: to the instruction itself, the one after it, or elsewhere.
            Enter(nextPc, pc + 4);
            _pending = Transfer.Jump;
            return;
        }
        if (instruction.Opcode == Opcode.Eret)
            Leave(nextPc, otherStack: true); // where it does not return to, another thread goes on or a signal handler starts
        else if (nextPc != pc + 4)
        {
            bool afterSlot = !OpcodeInfo.HasDelaySlot(instruction.Opcode);
            if (_pending == Transfer.Call && afterSlot)
                Enter(nextPc, _pendingReturn);
            else if (nextPc - _start >= _size || IsReturn(nextPc))
                Leave(nextPc, otherStack: false);
        }
        else if (nextPc - _start >= _size)
        {
            Replace(nextPc); // ran into the function behind
        }
        bool call = OpcodeInfo.IsLink(instruction.Opcode) && nextPc == pc + 4;
        _pending = call ? Transfer.Call : Transfer.Jump;
        _pendingReturn = pc + 8;
    }

    // Recursive functions return to themselves.
    private bool IsReturn(uint address) => _path.Count > 0 && _path[^1].Return == address;

    private void Leave(uint target, bool otherStack)
    {
        for (int i = _path.Count - 1; i >= 0; i--)
        {
            if (_path[i].Return != target)
                continue;
            _path.RemoveRange(i, _path.Count - i);
            SetCurrent(_path.Count > 0 ? _path[^1].Node : Root, target);
            if (_path.Count == 0)
                Enter(target, uint.MaxValue);
            return;
        }
        int symbol = _symbols.IndexOf(target);
        if (otherStack || (symbol >= 0 && _symbols.Symbols[symbol].Address != target))
        {
            // Into the middle of a function that did not call us: another stack.
            _path.Clear();
            _current = Root;
            Enter(target, uint.MaxValue);
            return;
        }
        Replace(target); // a tail call
    }

    // The function at the path's end becomes another one, with the same caller.
    private void Replace(uint target)
    {
        uint back = uint.MaxValue;
        if (_path.Count > 0)
        {
            back = _path[^1].Return;
            _path.RemoveAt(_path.Count - 1);
        }
        _current = _path.Count > 0 ? _path[^1].Node : Root;
        Enter(target, back);
    }

    private void Enter(uint target, uint back)
    {
        uint function = FunctionOf(target);
        CallNode? child = _path.Count < MaxDepth ? _current.Child(function, create: _nodes < MaxNodes) : null;
        if (child is not null)
        {
            if (child.Calls++ == 0)
                _nodes++;
            _current = child;
        }
        // Beyond the cut the path keeps return addresses, so that it is found again on the way back.
        if (_path.Count < MaxPath)
            _path.Add((_current, back));
        SetRange(target);
    }

    private void SetCurrent(CallNode node, uint pc)
    {
        _current = node;
        SetRange(pc);
    }

    private uint FunctionOf(uint pc)
    {
        int symbol = _symbols.IndexOf(pc);
        return symbol >= 0 ? _symbols.Symbols[symbol].Address : pc;
    }

    private void SetRange(uint pc)
    {
        int symbol = _symbols.IndexOf(pc);
        if (symbol < 0)
        {
            // Without symbols a function is what was called; it has no known end.
            _start = 0;
            _size = uint.MaxValue;
            return;
        }
        Symbol s = _symbols.Symbols[symbol];
        _start = s.Address;
        _size = s.Size != 0 ? s.Size
            : symbol + 1 < _symbols.Symbols.Count ? _symbols.Symbols[symbol + 1].Address - s.Address : uint.MaxValue - s.Address;
    }
}

/// <summary>Passes executed instructions to a <see cref="CallTracker"/>.</summary>
internal readonly struct ProfileSink(CallTracker tracker) : ITraceSink
{
    public static bool WantsRows => false;

    public bool Row(in TraceRow row) => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception)
    {
        tracker.Step(instruction, pc, nextPc, exception);
        return true;
    }

    public void Primitive(PrimitiveCall call)
    {
    }
}
