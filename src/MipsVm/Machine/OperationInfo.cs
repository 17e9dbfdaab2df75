namespace Zkfp.MipsVm.Machine;

/// <summary>What a row of an operation accesses.</summary>
[Flags]
internal enum Accesses : ushort
{
    None = 0,

    /// <summary>Reads register a.</summary>
    A = 1,

    /// <summary>Reads register b.</summary>
    B = 2,

    /// <summary>Writes register d.</summary>
    D = 4,

    /// <summary>Accesses a memory word.</summary>
    Memory = 8,

    /// <summary>Writes HI and LO.</summary>
    HiLo = 16,

    /// <summary>Writes $31.</summary>
    Link = 32,

    /// <summary>Reads register b if the row's flags say so.</summary>
    MaybeB = 64,

    /// <summary>Goes on at (npc, npc + 1).</summary>
    Sequential = 128,

    /// <summary>Reads and clears <see cref="Isa.RegisterKey.BrokenLink"/>.</summary>
    BrokenLink = 256,
}

/// <summary>Table and accesses of each operation.</summary>
internal readonly record struct OperationInfo(TableId Table, Accesses Accesses)
{
    private const Accesses Seq = Accesses.Sequential, A = Accesses.A, Ab = Accesses.A | Accesses.B, Ad = Accesses.A | Accesses.D, Abd = Ab | Accesses.D;

    /// <summary>By operation.</summary>
    public static readonly OperationInfo[] All = Build();

    private static OperationInfo[] Build()
    {
        var all = new OperationInfo[(int)Operation.ExceptionVector + 1];
        void Put(Operation op, TableId table, Accesses accesses) => all[(int)op] = new OperationInfo(table, accesses);
        void PutRun(Operation from, TableId table, Accesses accesses, int count, bool sameTable = false)
        {
            for (int i = 0; i < count; i++) Put(from + i, sameTable ? table : table + i, accesses);
        }

        Put(Operation.Nop, TableId.Nop, Seq);
        Put(Operation.Move, TableId.Move, Seq | Ad);
        Put(Operation.LoadImmediate, TableId.LoadImmediate, Seq | Accesses.D);
        PutRun(Operation.Add, TableId.Add, Seq | Abd, 2);
        Put(Operation.AddImmediate, TableId.AddImmediate, Seq | Ad);
        PutRun(Operation.OverflowAdd, TableId.OverflowAdd, Seq | Abd, 2, true);
        Put(Operation.OverflowAddImmediate, TableId.OverflowAdd, Seq | Ad);
        PutRun(Operation.OverflowCheckAdd, TableId.OverflowAdd, Seq | Ab, 2, true);
        Put(Operation.OverflowCheckAddImmediate, TableId.OverflowAdd, Seq | A);
        PutRun(Operation.And, TableId.And, Seq | Abd, 4);
        PutRun(Operation.AndImmediate, TableId.AndImmediate, Seq | Ad, 3);
        PutRun(Operation.SetLess, TableId.SetLess, Seq | Abd, 2);
        PutRun(Operation.SetLessImmediate, TableId.SetLessImmediate, Seq | Ad, 2);
        PutRun(Operation.ShiftLeftLow, TableId.ShiftLeftLow, Seq | Ad, 8);
        PutRun(Operation.ShiftLeftVariable, TableId.ShiftVariable, Seq | Abd, 4, true);
        PutRun(Operation.MoveIfZero, TableId.MoveIfZero, Seq | Abd, 2);
        PutRun(Operation.Equal, TableId.Equal, Ab, 2);
        PutRun(Operation.Zero, TableId.Zero, A, 5);
        Put(Operation.Branch, TableId.Branch, A | Accesses.MaybeB);
        Put(Operation.BranchLink, TableId.BranchLink, A | Accesses.MaybeB | Accesses.Link);
        Put(Operation.ConditionalTrap, TableId.ConditionalTrap, Seq | A | Accesses.MaybeB);
        Put(Operation.Jump, TableId.Jump, Accesses.None);
        Put(Operation.JumpLink, TableId.JumpLink, Accesses.Link);
        Put(Operation.JumpRegister, TableId.JumpRegister, A);
        Put(Operation.JumpLinkRegister, TableId.JumpLinkRegister, Ad);
        Put(Operation.LoadWord, TableId.LoadWord, Seq | Ad | Accesses.Memory);
        Put(Operation.StoreWord, TableId.StoreWord, Seq | Ab | Accesses.Memory);
        PutRun(Operation.LoadByte, TableId.LoadByte, Seq | Ad | Accesses.Memory, 4);
        PutRun(Operation.StoreByte, TableId.StoreByte, Seq | Ab | Accesses.Memory, 2);
        PutRun(Operation.LoadLeft, TableId.LoadLeft, Seq | Ad | Accesses.Memory, 2);
        PutRun(Operation.StoreLeft, TableId.StoreLeft, Seq | Ab | Accesses.Memory, 2);
        Put(Operation.StoreConditional, TableId.StoreConditional, Seq | Abd | Accesses.Memory | Accesses.BrokenLink);
        PutRun(Operation.LoadFault, TableId.AddressFault, A, 2, true);
        Put(Operation.Multiply, TableId.Multiply, Seq | Abd);
        PutRun(Operation.MultiplyWide, TableId.MultiplyWide, Seq | Ab | Accesses.HiLo, 2, true);
        PutRun(Operation.MultiplyAdd, TableId.MultiplyAdd, Seq | Ab | Accesses.HiLo, 2, true);
        PutRun(Operation.MultiplySubtract, TableId.MultiplySubtract, Seq | Ab | Accesses.HiLo, 2, true);
        PutRun(Operation.Divide, TableId.Divide, Seq | Ab | Accesses.HiLo, 2, true);
        PutRun(Operation.ExtractLow, TableId.Extract, Seq | Ad, 3, true);
        PutRun(Operation.Insert, TableId.Insert, Seq | Ad, 2, true);
        PutRun(Operation.CountLeadingZeros, TableId.CountLeading, Seq | Ad, 2, true);
        PutRun(Operation.SignExtendByte, TableId.ByteOperation, Seq | Ad, 3, true);
        Put(Operation.Hint, TableId.Hint, Seq | Accesses.D);
        Put(Operation.Commit, TableId.Commit, Seq | A);
        Put(Operation.Halt, TableId.Halt, A);
        Put(Operation.ExceptionReturn, TableId.ExceptionReturn, A);
        Put(Operation.Raise, TableId.Raise, Accesses.None);
        Put(Operation.Gap, TableId.FetchFault, Accesses.None);
        return all;
    }
}
