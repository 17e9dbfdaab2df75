namespace Zkfp.MipsVm.Isa;

/// <summary>Static facts about opcodes.</summary>
public static class OpcodeInfo
{
    /// <summary>Number of opcodes, pseudo-operations included; opcodes are 0 to <c>Count - 1</c>.</summary>
    public const int Count = (int)Opcode.FetchFault + 1;

    private static readonly string[] Mnemonics = BuildMnemonics();

    /// <summary>The assembler's name of <paramref name="opcode"/>.</summary>
    public static string Mnemonic(Opcode opcode) => Mnemonics[(int)opcode];

    /// <summary>True for instructions with a delay slot: J, JAL, JR, JALR and all branches.</summary>
    public static bool HasDelaySlot(Opcode opcode) => opcode is >= Opcode.J and <= Opcode.Bgezall;

    /// <summary>True for conditional branches, branch-likely included.</summary>
    public static bool IsBranch(Opcode opcode) => opcode is >= Opcode.Beq and <= Opcode.Bgezall;

    /// <summary>True for branches that skip their delay slot when not taken.</summary>
    public static bool IsBranchLikely(Opcode opcode) => opcode is >= Opcode.Beql and <= Opcode.Bgezall;

    /// <summary>True for instructions that write pc + 8 to their destination register.</summary>
    public static bool IsLink(Opcode opcode) =>
        opcode is Opcode.Jal or Opcode.Jalr or Opcode.Bltzal or Opcode.Bgezal or Opcode.Bltzall or Opcode.Bgezall;

    /// <summary>True for instructions that read memory and write a register.</summary>
    public static bool IsLoad(Opcode opcode) => opcode is >= Opcode.Lb and <= Opcode.Ll;

    /// <summary>True for instructions that write memory (SC included).</summary>
    public static bool IsStore(Opcode opcode) => opcode is >= Opcode.Sb and <= Opcode.Sc;

    /// <summary>True for loads and stores.</summary>
    public static bool IsMemory(Opcode opcode) => opcode is >= Opcode.Lb and <= Opcode.Sc;

    /// <summary>True for conditional traps.</summary>
    public static bool IsTrap(Opcode opcode) => opcode is >= Opcode.Teq and <= Opcode.Tnei;

    /// <summary>True for primitives: they access blocks of memory words.</summary>
    public static bool IsPrimitive(Opcode opcode) => opcode is >= Opcode.KeccakF and < Opcode.ReservedInstruction;

    /// <summary>True for operations that raise an exception whenever they are executed.</summary>
    public static bool AlwaysRaises(Opcode opcode) =>
        opcode is Opcode.Syscall or Opcode.Break or >= Opcode.ReservedInstruction;

    /// <summary>True for operations that write HI and LO together.</summary>
    public static bool WritesHiLo(Opcode opcode) => opcode is >= Opcode.Mult and <= Opcode.Msubu;

    private static string[] BuildMnemonics()
    {
        var names = new string[Count];
        for (int i = 0; i < Count; i++)
            names[i] = ((Opcode)i).ToString().ToLowerInvariant();
        names[(int)Opcode.ReservedInstruction] = "(reserved)";
        names[(int)Opcode.CoprocessorUnusable] = "(coprocessor)";
        names[(int)Opcode.FetchFault] = "(no instruction)";
        return names;
    }
}
