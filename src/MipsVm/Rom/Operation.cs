namespace Zkfp.MipsVm.Rom;

/// <summary>
/// What a ROM row asks for: the operations of the tables, a smaller set than <see cref="Isa.Opcode"/> because many
/// instructions are the same thing (<c>mflo</c> and <c>or rd, rs, $0</c> are moves). Numbers are below 127, so that
/// operation · 2^24 + three register fields stays below p; 0 is what padding rows hold and no table pulls it.
/// </summary>
public enum Operation
{
    None = 0,
    Nop, Move, LoadImmediate,
    Add, Subtract, AddImmediate, OverflowAdd, OverflowSubtract, OverflowAddImmediate,
    OverflowCheckAdd, OverflowCheckSubtract, OverflowCheckAddImmediate,
    And, Or, Xor, Nor, AndImmediate, OrImmediate, XorImmediate,
    SetLess, SetLessUnsigned, SetLessImmediate, SetLessUnsignedImmediate,
    ShiftLeftLow, ShiftLeftHigh, ShiftRightLow, ShiftRightHigh, ShiftArithmeticLow, ShiftArithmeticHigh, RotateLow, RotateHigh,
    ShiftLeftVariable, ShiftRightVariable, ShiftArithmeticVariable, RotateVariable,
    AddInPlace, AddImmediateInPlace, AndInPlace, OrInPlace, XorInPlace, Not, SetLessUnsignedInPlace,
    ShiftLeftLowInPlace, ShiftRightLowInPlace, ShiftRightHighInPlace, LoadWordInPlace,
    MoveIfZero, MoveIfNotZero,
    Equal, NotEqual, Zero, NotZero, Negative, NotNegative, Positive, Branch, BranchLink, Link, ConditionalTrap,
    Jump, JumpLink, JumpRegister, JumpLinkRegister,
    LoadWord, StoreWord, LoadByte, LoadByteUnsigned, LoadHalf, LoadHalfUnsigned, StoreByte, StoreHalf,
    LoadLeft, LoadRight, StoreLeft, StoreRight, StoreConditional,
    LoadFault, StoreFault,
    Multiply, MultiplyWide, MultiplyWideUnsigned, MultiplyAdd, MultiplyAddUnsigned, MultiplySubtract, MultiplySubtractUnsigned,
    Divide, DivideUnsigned,
    ExtractLow, ExtractWide, ExtractHigh, Insert, InsertWide, CountLeadingZeros, CountLeadingOnes,
    SignExtendByte, SignExtendHalf, SwapBytes,
    Hint, Commit, Halt, ExceptionReturn,
    Raise, Gap, Hole, ExceptionVector,
    OperandFault, KeccakF, Sha256, MulMod, MulMod384, Poseidon2, Poseidon2Wide,
    FusedRotateLow, FusedRotateHigh, FusedLess, FusedLessImmediate, FusedLessImmediateSigned, FusedAddLoad, FusedMoves,
    FusedRotateLeftLow, FusedRotateLeftHigh, FusedShiftAddLoad, FusedLoadPair, FusedStorePair, FusedLoadConstant,
}
