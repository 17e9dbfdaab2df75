namespace Zkfp.MipsVm.Isa;

/// <summary>What an exception writes to CAUSE (the architecture's ExcCode, not shifted). docs/machine.md, "Exceptions".</summary>
public enum ExceptionCode : byte
{
    /// <summary>No exception. (The architecture's code 0, an interrupt, does not exist here.)</summary>
    None = 0,

    /// <summary>TLBL: load from an address that is never mapped (<see cref="Loading.Holes"/>).</summary>
    UnmappedLoad = 2,

    /// <summary>TLBS: store to such an address.</summary>
    UnmappedStore = 3,

    /// <summary>AdEL: misaligned load or jump target.</summary>
    AddressErrorLoad = 4,

    /// <summary>AdES: misaligned store.</summary>
    AddressErrorStore = 5,

    /// <summary>IBE: fetch outside the program's executable ranges.</summary>
    FetchBusError = 6,

    /// <summary>Sys: <c>syscall</c>.</summary>
    Syscall = 8,

    /// <summary>Bp: <c>break</c>.</summary>
    Breakpoint = 9,

    /// <summary>RI: reserved instruction.</summary>
    ReservedInstruction = 10,

    /// <summary>CpU: coprocessor unusable.</summary>
    CoprocessorUnusable = 11,

    /// <summary>Ov: arithmetic overflow.</summary>
    Overflow = 12,

    /// <summary>Tr: a conditional trap whose condition held.</summary>
    Trap = 13,

    /// <summary>An operand of a primitive is misaligned or not mapped. (The architecture leaves code 16 to implementations.)</summary>
    PrimitiveOperand = 16,
}
