namespace Zkfp.MipsVm.Isa;

/// <summary>Register numbers of the machine (docs/machine.md, "State"). </summary>
public static class RegisterKey
{
    /// <summary>Number of register keys, used or not.</summary>
    public const int Count = 64;

    /// <summary>$0: reads as zero, never written.</summary>
    public const byte Zero = 0;

    /// <summary>$29, the stack pointer.</summary>
    public const byte StackPointer = 29;

    /// <summary>$31, the return address.</summary>
    public const byte ReturnAddress = 31;

    /// <summary>HI of the multiply/divide unit.</summary>
    public const byte Hi = 32;

    /// <summary>LO of the multiply/divide unit.</summary>
    public const byte Lo = 33;

    /// <summary>Address of the instruction that trapped.</summary>
    public const byte Epc = 34;

    /// <summary>Address at which execution goes on after <c>eret</c>.</summary>
    public const byte Resume = 35;

    /// <summary>What <c>rdhwr $29</c> reads.</summary>
    public const byte UserLocal = 36;

    /// <summary>Exception code, see <see cref="ExceptionCode"/>.</summary>
    public const byte Cause = 37;

    /// <summary>The address of the last AdEL, AdES, TLBL or TLBS, 0 after other exceptions.</summary>
    public const byte BadVaddr = 38;

    /// <summary>First of four scratch registers of the firmware (39 to 42).</summary>
    public const byte KScratch1 = 39;

    /// <summary>
    /// LLAddr: the link between an LL and its SC is broken while the low 16 bits are not 0. The firmware writes it where another thread or a signal handler
    /// comes between; SC reads it and sets it to 0.
    /// </summary>
    public const byte BrokenLink = 43;

    /// <summary>Takes what loads to $0 read, and whether an SC of $0 stored: they access memory like any other, so the tables put it somewhere.</summary>
    public const byte Discard = 62;

    /// <summary>Takes every other write whose destination is $0; the tables do not have it.</summary>
    public const byte Sink = 63;

    private static readonly string[] GprNames =
    [
        "zero", "at", "v0", "v1", "a0", "a1", "a2", "a3", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7",
        "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "t8", "t9", "k0", "k1", "gp", "sp", "fp", "ra",
    ];

    /// <summary>The o32 name of a general register, or the machine's name of a special one.</summary>
    public static string Name(int key) => key switch
    {
        >= 0 and < 32 => GprNames[key],
        Hi => "hi",
        Lo => "lo",
        Epc => "epc",
        Resume => "resume",
        UserLocal => "userlocal",
        Cause => "cause",
        BadVaddr => "badvaddr",
        >= KScratch1 and < KScratch1 + 4 => $"kscratch{key - KScratch1 + 1}",
        BrokenLink => "lladdr",
        Discard => "discard",
        Sink => "sink",
        _ => $"r{key}",
    };
}
