using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Jit;

/// <summary>Program counters and fuel, shared between compiled code and the dispatcher.</summary>
internal struct Frame
{
    /// <summary>Where execution goes on.</summary>
    public uint Pc, Npc;

    /// <summary>Instructions that may still be executed.</summary>
    public long Fuel;
}

/// <summary>
/// A compiled region. Runs from the block with number <paramref name="entry"/> until control leaves the region, fuel is short or an
/// instruction needs the interpreter; then <paramref name="frame"/> says where.
/// </summary>
internal unsafe delegate void CompiledRegion(uint* registers, byte* memory, Frame* frame, int entry);

/// <summary>A basic block: straight code, or straight code that ends in a branch and its delay slot.</summary>
/// <param name="Start">First byte address.</param>
/// <param name="Length">Instructions, branch and delay slot included.</param>
/// <param name="Ends">How it ends.</param>
internal readonly record struct Block(uint Start, int Length, BlockEnd Ends);

/// <summary>How a block ends.</summary>
internal enum BlockEnd
{
    /// <summary>By a branch or jump and its delay slot.</summary>
    Branch,

    /// <summary>Before another block, or because it is long enough.</summary>
    FallThrough,

    /// <summary>Before an instruction that only the interpreter executes.</summary>
    Interpret,
}

/// <summary>Finds the blocks that are reachable from a hot address without leaving a function far behind.</summary>
internal static class RegionFinder
{
    // The .NET JIT stops optimising at 8000 uses of locals; an instruction has six to a dozen, and a qsort in C runs twice as fast with 350 as with 700.
    private const int MaxInstructions = 350;
    private const int MaxBlocks = 150;
    private const int MaxBlockLength = 200;

    /// <summary>Blocks of the region that starts at <paramref name="head"/>, the head's first; empty if nothing there can be
    /// compiled.</summary>
    public static List<Block> Find(RomRange rom, uint head)
    {
        var blocks = new List<Block>();
        var seen = new HashSet<uint>();
        var queue = new Queue<uint>();
        queue.Enqueue(head);
        seen.Add(head);
        int total = 0;
        while (queue.Count > 0 && total < MaxInstructions && blocks.Count < MaxBlocks)
        {
            uint start = queue.Dequeue();
            Block block = Scan(rom, start);
            if (block.Length == 0)
                continue;
            blocks.Add(block);
            total += block.Length;
            uint end = start + 4 * (uint)block.Length;
            if (block.Ends == BlockEnd.FallThrough)
            {
                Add(end);
            }
            else if (block.Ends == BlockEnd.Branch)
            {
                Instruction branch = At(rom, end - 8);
                bool call = OpcodeInfo.IsLink(branch.Opcode);
                if (!call && branch.Opcode != Opcode.Jr)
                    Add(branch.Target);
                // What follows a call is where it returns to; what follows J or JR is reached otherwise.
                if (branch.Opcode is not (Opcode.J or Opcode.Jr))
                    Add(end);
            }
        }
        return blocks;

        void Add(uint address)
        {
            if (address - rom.Start < rom.Size && seen.Add(address))
                queue.Enqueue(address);
        }
    }

    /// <summary>True if the translator has code for it outside branches.</summary>
    public static bool IsPlain(Opcode opcode) =>
        opcode < Opcode.J
        || OpcodeInfo.IsMemory(opcode)
        || OpcodeInfo.IsTrap(opcode)
        || opcode is Opcode.Sync or Opcode.Synci or Opcode.Pref or Opcode.Rdhwr or Opcode.Mfc0 or Opcode.Mtc0;

    private static Instruction At(RomRange rom, uint pc) => rom.Instructions[(pc - rom.Start) >> 2];

    private static Block Scan(RomRange rom, uint start)
    {
        int first = (int)((start - rom.Start) >> 2);
        int available = rom.Instructions.Length - first;
        int length = 0;
        for (; length < available && length < MaxBlockLength; length++)
        {
            Opcode opcode = rom.Instructions[first + length].Opcode;
            if (OpcodeInfo.HasDelaySlot(opcode))
            {
                bool slot = length + 1 < available && IsPlain(rom.Instructions[first + length + 1].Opcode);
                return slot ? new Block(start, length + 2, BlockEnd.Branch) : new Block(start, length, BlockEnd.Interpret);
            }
            if (!IsPlain(opcode))
                return new Block(start, length, BlockEnd.Interpret);
        }
        return new Block(start, length, length < available ? BlockEnd.FallThrough : BlockEnd.Interpret);
    }
}
