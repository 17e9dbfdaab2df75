namespace Zkfp.MipsVm.Machine;

/// <summary>The tables in the machine's order.</summary>
public enum TableId
{
    Rom, Range16, Bytes, Bits,
    Boundary, RegisterBoundary, Image, ZeroInit, RegisterInit, MemoryRefresh, RegisterRefresh,
    StateWrap, Exception, Raise, FetchFault, AddressFault, HoleFault, Halt, Commit, Hint, ExceptionReturn,
    Nop, Move, LoadImmediate, MoveIfZero, MoveIfNotZero,
    Add, Subtract, AddImmediate, OverflowAdd,
    And, Or, Xor, Nor, AndImmediate, OrImmediate, XorImmediate,
    SetLess, SetLessUnsigned, SetLessImmediate, SetLessUnsignedImmediate,
    AddInPlace, AddImmediateInPlace, AndInPlace, OrInPlace, XorInPlace, Not, SetLessUnsignedInPlace,
    ShiftLeftLowInPlace, ShiftRightLowInPlace, ShiftRightHighInPlace, LoadWordInPlace,
    MoveDelayed, LoadImmediateDelayed, AddInPlaceDelayed, AddImmediateDelayed, OrInPlaceDelayed, XorInPlaceDelayed,
    ShiftLeftLowDelayed, ShiftLeftHighDelayed, ShiftRightLowDelayed, ShiftRightHighDelayed, LoadWordDelayed, StoreWordDelayed,
    ShiftLeftLow, ShiftLeftHigh, ShiftRightLow, ShiftRightHigh, ShiftArithmeticLow, ShiftArithmeticHigh, ShiftRotateLow, ShiftRotateHigh, ShiftVariable,
    Equal, NotEqual, Zero, NotZero, Negative, NotNegative, Positive, Branch, BranchLink, ConditionalTrap,
    Jump, JumpLink, JumpRegister, JumpLinkRegister,
    LoadWord, StoreWord, StoreConditional, LoadByte, LoadByteUnsigned, LoadHalf, LoadHalfUnsigned, StoreByte, StoreHalf,
    LoadLeft, LoadRight, StoreLeft, StoreRight,
    LoadWordWrap, StoreWordWrap, StoreConditionalWrap, LoadByteWrap, LoadByteUnsignedWrap, LoadHalfWrap, LoadHalfUnsignedWrap, StoreByteWrap, StoreHalfWrap,
    LoadLeftWrap, LoadRightWrap, StoreLeftWrap, StoreRightWrap,
    Multiply, MultiplyWide, MultiplyAdd, MultiplySubtract, Divide,
    Extract, Insert, CountLeading, ByteOperation,
    FusedRotateLow, FusedRotateHigh, FusedLess, FusedLessImmediate, FusedLessImmediateSigned, FusedAddLoad, FusedMoves,
    FusedRotateLeftLow, FusedRotateLeftHigh, FusedShiftAddLoad, FusedLoadPair, FusedStorePair, FusedLoadConstant,
    OperandFault, KeccakF, KeccakRound, Parities, Sha256, Sha256Rounds, MulMod, MulModGeneral, MulMod384, MulMod384General, Poseidon2, Poseidon2Wide,
}
