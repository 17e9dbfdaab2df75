using Zkfp.Core.Air;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tables.AddSub;
using Zkfp.MipsVm.Tables.BitField;
using Zkfp.MipsVm.Tables.Branch;
using Zkfp.MipsVm.Tables.Compare;
using Zkfp.MipsVm.Tables.Fixed;
using Zkfp.MipsVm.Tables.Jump;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tables.Logic;
using Zkfp.MipsVm.Tables.Move;
using Zkfp.MipsVm.Tables.Multiply;
using Zkfp.MipsVm.Tables.Shared;
using Zkfp.MipsVm.Tables.Shift;
using Zkfp.MipsVm.Tables.SubWord;
using Zkfp.MipsVm.Tables.System;
using Zkfp.MipsVm.Tables.Unaligned;

namespace Zkfp.MipsVm.Machine;

/// <summary>Writes the rows of a block of steps.</summary>
internal delegate void FillRows(ref RowWriter writer, ReadOnlySpan<StepRecord> steps);

/// <summary>A table: its AIR, and how rows are made from steps (null where they are made otherwise).</summary>
internal sealed record TableSpec(TableId Id, AirProgram Air, FillRows? Fill = null)
{
    /// <summary>
    /// Positions of a table in a shard: four where some program sends it many rows, so that padding is small and any shard fits; one where rows are few, or limited
    /// by where shards are cut (<see cref="TableLimits"/>); as many as large programs need for what the verifying key holds.
    /// </summary>
    public static int Positions(TableId id) => id switch
    {
        TableId.Image => 16,
        TableId.Rom => 8,
        TableId.Boundary or TableId.ZeroInit or TableId.MemoryRefresh or TableId.StateWrap => 4,
        TableId.Nop or TableId.Move or TableId.LoadImmediate or TableId.MoveIfZero or TableId.MoveIfNotZero => 4,
        TableId.Add or TableId.Subtract or TableId.AddImmediate => 4,
        TableId.And or TableId.Or or TableId.Xor or TableId.Nor or TableId.AndImmediate or TableId.OrImmediate => 4,
        TableId.SetLessUnsigned or TableId.SetLessUnsignedImmediate => 4,
        TableId.ShiftLeftLow or TableId.ShiftLeftHigh or TableId.ShiftRightLow or TableId.ShiftRightHigh => 4,
        >= TableId.Equal and <= TableId.Branch => 4,
        TableId.JumpRegister => 4,
        TableId.LoadWord or TableId.StoreWord or TableId.LoadByteUnsigned => 4,
        >= TableId.LoadLeft and <= TableId.StoreRight => 4,
        _ => 1,
    };

    /// <summary>All tables of a machine, indexed by <see cref="TableId"/>.</summary>
    public static TableSpec[] BuildAll(Endianness order)
    {
        var specs = new TableSpec[Enum.GetValues<TableId>().Length];
        void Put(TableId id, AirProgram air, FillRows? fill = null)
        {
            if (air.Name != id.ToString()) throw new InvalidOperationException($"Table {id} is named {air.Name}.");
            specs[(int)id] = new TableSpec(id, air, fill);
        }

        Put(TableId.Rom, FixedTables.BuildRom());
        Put(TableId.Range16, FixedTables.BuildRange16());
        Put(TableId.Bytes, FixedTables.BuildBytes());
        Put(TableId.Bits, FixedTables.BuildBits());
        Put(TableId.Boundary, SharedTables.BuildBoundary(false));
        Put(TableId.RegisterBoundary, SharedTables.BuildBoundary(true));
        Put(TableId.Image, SharedTables.BuildImage());
        Put(TableId.ZeroInit, SharedTables.BuildZeroInit());
        Put(TableId.RegisterInit, SharedTables.BuildRegisterInit());
        Put(TableId.MemoryRefresh, SharedTables.BuildRefresh(false), SharedTables.FillRefresh);
        Put(TableId.RegisterRefresh, SharedTables.BuildRefresh(true), SharedTables.FillRefresh);
        Put(TableId.StateWrap, SystemTables.BuildStateWrap(), SystemTables.FillStateWrap);
        Put(TableId.Exception, SystemTables.BuildException(), SystemTables.FillException);
        Put(TableId.Raise, SystemTables.BuildRaise(), SystemTables.FillRaise);
        Put(TableId.FetchFault, SystemTables.BuildFetchFault(), SystemTables.FillFetchFault);
        Put(TableId.AddressFault, SystemTables.BuildAddressFault(), SystemTables.FillAddressFault);
        Put(TableId.HoleFault, SystemTables.BuildHoleFault(), SystemTables.FillHoleFault);
        Put(TableId.Halt, SystemTables.BuildHalt(), SystemTables.FillHalt);
        Put(TableId.Commit, SystemTables.BuildCommit(), SystemTables.FillCommit);
        Put(TableId.Hint, MoveTables.BuildHint(), MoveTables.FillHint);
        Put(TableId.ExceptionReturn, JumpTables.BuildExceptionReturn(), JumpTables.FillExceptionReturn);
        Put(TableId.Nop, MoveTables.BuildNop(), MoveTables.FillNop);
        Put(TableId.Move, MoveTables.BuildMove(), MoveTables.FillMove);
        Put(TableId.LoadImmediate, MoveTables.BuildLoadImmediate(), MoveTables.FillLoadImmediate);
        Put(TableId.MoveIfZero, MoveTables.BuildConditional(true), MoveTables.FillIfZero);
        Put(TableId.MoveIfNotZero, MoveTables.BuildConditional(false), MoveTables.FillIfNotZero);
        Put(TableId.Add, AddSubTables.BuildRegister(false), AddSubTables.FillRegister);
        Put(TableId.Subtract, AddSubTables.BuildRegister(true), AddSubTables.FillRegister);
        Put(TableId.AddImmediate, AddSubTables.BuildImmediate(), AddSubTables.FillImmediate);
        Put(TableId.OverflowAdd, AddSubTables.BuildOverflow(), AddSubTables.FillOverflow);
        for (var kind = LogicKind.And; kind <= LogicKind.Nor; kind++)
            Put(TableId.And + (int)kind, LogicTables.BuildRegister(kind), LogicTables.FillRegister);
        for (var kind = LogicKind.And; kind <= LogicKind.Xor; kind++)
            Put(TableId.AndImmediate + (int)kind, LogicTables.BuildImmediate(kind), LogicTables.FillImmediate);
        Put(TableId.SetLess, CompareTables.BuildRegister(true), CompareTables.FillSigned);
        Put(TableId.SetLessUnsigned, CompareTables.BuildRegister(false), CompareTables.FillUnsigned);
        Put(TableId.SetLessImmediate, CompareTables.BuildImmediate(true), CompareTables.FillSignedImmediate);
        Put(TableId.SetLessUnsignedImmediate, CompareTables.BuildImmediate(false), CompareTables.FillUnsignedImmediate);
        Put(TableId.ShiftLeftLow, ShiftTables.BuildConstant(ShiftKind.LeftLow), ShiftTables.FillLeftLow);
        Put(TableId.ShiftLeftHigh, ShiftTables.BuildConstant(ShiftKind.LeftHigh), ShiftTables.FillLeftHigh);
        Put(TableId.ShiftRightLow, ShiftTables.BuildConstant(ShiftKind.RightLow), ShiftTables.FillRightLow);
        Put(TableId.ShiftRightHigh, ShiftTables.BuildConstant(ShiftKind.RightHigh), ShiftTables.FillRightHigh);
        Put(TableId.ShiftArithmeticLow, ShiftTables.BuildConstant(ShiftKind.ArithmeticLow), ShiftTables.FillArithmeticLow);
        Put(TableId.ShiftArithmeticHigh, ShiftTables.BuildConstant(ShiftKind.ArithmeticHigh), ShiftTables.FillArithmeticHigh);
        Put(TableId.ShiftRotateLow, ShiftTables.BuildConstant(ShiftKind.RotateLow), ShiftTables.FillRotate);
        Put(TableId.ShiftRotateHigh, ShiftTables.BuildConstant(ShiftKind.RotateHigh), ShiftTables.FillRotate);
        Put(TableId.ShiftVariable, ShiftTables.BuildVariable(), ShiftTables.FillVariable);
        Put(TableId.Equal, BranchTables.BuildEqual(), BranchTables.FillEqual);
        Put(TableId.NotEqual, BranchTables.BuildNotEqual(), BranchTables.FillNotEqual);
        Put(TableId.Zero, BranchTables.BuildZero(), BranchTables.FillZero);
        Put(TableId.NotZero, BranchTables.BuildNotZero(), BranchTables.FillNotZero);
        Put(TableId.Negative, BranchTables.BuildNegative(), BranchTables.FillSign);
        Put(TableId.NotNegative, BranchTables.BuildNotNegative(), BranchTables.FillSign);
        Put(TableId.Positive, BranchTables.BuildPositive(), BranchTables.FillPositive);
        Put(TableId.Branch, BranchTables.BuildGeneral(false), BranchTables.FillGeneral);
        Put(TableId.BranchLink, BranchTables.BuildGeneral(true), BranchTables.FillLink);
        Put(TableId.ConditionalTrap, BranchTables.BuildTrap(), BranchTables.FillTrap);
        Put(TableId.Jump, JumpTables.BuildJump(), JumpTables.FillJump);
        Put(TableId.JumpLink, JumpTables.BuildJumpLink(), JumpTables.FillJumpLink);
        Put(TableId.JumpRegister, JumpTables.BuildRegister(), JumpTables.FillRegister);
        Put(TableId.JumpLinkRegister, JumpTables.BuildLinkRegister(), JumpTables.FillLinkRegister);
        foreach (bool wrap in (ReadOnlySpan<bool>)[false, true])
        {
            int shift = wrap ? TableId.LoadWordWrap - TableId.LoadWord : 0;
            Put(TableId.LoadWord + shift, LoadStoreTables.BuildLoadWord(wrap), wrap ? LoadStoreTables.FillLoadWordWrap : LoadStoreTables.FillLoadWord);
            Put(TableId.StoreWord + shift, LoadStoreTables.BuildStoreWord(wrap), wrap ? LoadStoreTables.FillStoreWordWrap : LoadStoreTables.FillStoreWord);
            Put(TableId.StoreConditional + shift, LoadStoreTables.BuildStoreConditional(wrap), wrap ? LoadStoreTables.FillConditionalWrap : LoadStoreTables.FillConditional);
            Put(TableId.LoadByte + shift, SubWordTables.BuildLoadByte(order, true, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => SubWordTables.FillLoadByte(ref w, s, order, true, wrap));
            Put(TableId.LoadByteUnsigned + shift, SubWordTables.BuildLoadByte(order, false, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => SubWordTables.FillLoadByte(ref w, s, order, false, wrap));
            Put(TableId.LoadHalf + shift, SubWordTables.BuildLoadHalf(order, true, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => SubWordTables.FillLoadHalf(ref w, s, order, true, wrap));
            Put(TableId.LoadHalfUnsigned + shift, SubWordTables.BuildLoadHalf(order, false, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => SubWordTables.FillLoadHalf(ref w, s, order, false, wrap));
            Put(TableId.StoreByte + shift, SubWordTables.BuildStoreByte(order, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => SubWordTables.FillStoreByte(ref w, s, order, wrap));
            Put(TableId.StoreHalf + shift, SubWordTables.BuildStoreHalf(order, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => SubWordTables.FillStoreHalf(ref w, s, order, wrap));
            int unaligned = wrap ? TableId.LoadLeftWrap - TableId.LoadLeft : 0;
            foreach (bool left in (ReadOnlySpan<bool>)[true, false])
            {
                int right = left ? 0 : 1;
                Put(TableId.LoadLeft + unaligned + right, UnalignedTables.BuildLoad(order, left, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => UnalignedTables.FillLoad(ref w, s, order, left, wrap));
                Put(TableId.StoreLeft + unaligned + right, UnalignedTables.BuildStore(order, left, wrap), (ref RowWriter w, ReadOnlySpan<StepRecord> s) => UnalignedTables.FillStore(ref w, s, order, left, wrap));
            }
        }

        Put(TableId.Multiply, MultiplyTables.BuildMultiply(), MultiplyTables.FillMultiply);
        for (var kind = WideKind.Multiply; kind <= WideKind.Subtract; kind++)
            Put(TableId.MultiplyWide + (int)kind, MultiplyTables.BuildWide(kind), MultiplyTables.FillWide);
        Put(TableId.Divide, MultiplyTables.BuildDivide(), MultiplyTables.FillDivide);
        Put(TableId.Extract, BitFieldTables.BuildExtract(), BitFieldTables.FillExtract);
        Put(TableId.Insert, BitFieldTables.BuildInsert(), BitFieldTables.FillInsert);
        Put(TableId.CountLeading, BitFieldTables.BuildCountLeading(), BitFieldTables.FillCountLeading);
        Put(TableId.ByteOperation, BitFieldTables.BuildByteOperation(), BitFieldTables.FillByteOperation);
        return specs;
    }
}
