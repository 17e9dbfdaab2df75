using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>What can fault at an address: operand y of the rows LoadFault and StoreFault.</summary>
internal enum FaultKind : uint
{
    /// <summary>LW, LL, SW, SC.</summary>
    Word,

    /// <summary>LH, LHU, SH.</summary>
    Half,

    /// <summary>LB, LBU, SB, and LWL, LWR, SWL, SWR, which take any address.</summary>
    Byte,

    /// <summary>JR, JALR, ERET.</summary>
    Jump,
}

/// <summary>HALT, COMMIT, exceptions, and the wrap of program counters at the end of the address space.</summary>
internal static partial class SystemTables
{
    /// <summary>Ends the state chain: nothing continues from here.</summary>
    public static AirProgram BuildHalt()
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a");
        t.Rom(Operation.Halt, ra);
        Word a = t.Read("a", ra, 0);
        t.B.Push("halt", Buses.Halt, t.Real, t.Time + 4, t.Zero, t.Zero, a.Low, a.High);
        return t.Capture("Halt");
    }

    public static AirProgram BuildCommit()
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), index = t.B.Main("x");
        t.Rom(Operation.Commit, ra, x: index);
        Word a = t.Read("a", ra, 0);
        t.B.Push("commit", Buses.Commit, t.Real, index, a.Low, a.High);
        t.NextInSequence();
        return t.Capture("Commit");
    }

    /// <summary>SYSCALL, BREAK, reserved and coprocessor instructions: x is the exception code.</summary>
    public static AirProgram BuildRaise()
    {
        var t = new InstructionAir();
        Expr code = t.B.Main("x");
        t.Rom(Operation.Raise, x: code);
        t.B.Push("exception", Buses.Exception, t.Real, t.Time, t.Pc, t.Npc, code, t.Zero, t.Zero);
        return t.Capture("Raise");
    }

    /// <summary>
    /// A fetch outside the executable ranges: pc lies in a gap of the ROM, start ≤ pc ≤ last. Gaps have at most 2^29 words (longer
    /// ones are split), both differences are below 2^29 and start is below 2^30, so nothing wraps mod p.
    /// </summary>
    public static AirProgram BuildFetchFault()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr start = f.Main("start"), last = f.Main("last");
        f.Pull("gap", Buses.Rom, t.Real, start, f.Constant((long)Operation.Gap << 24), last, t.Zero);
        Between(t, "pc − start", t.Pc - start);
        Between(t, "last − pc", last - t.Pc);
        f.Push("exception", Buses.Exception, t.Real, t.Time, t.Pc, t.Npc, f.Constant((long)ExceptionCode.FetchBusError), t.Zero, t.Zero);
        return t.Capture("FetchFault");
    }

    private static void Between(InstructionAir t, string name, Expr difference)
    {
        Expr high = t.B.Main(name + " high");
        t.Bits(name + " high", 13, high);
        t.Range16(name + " low", difference - high * (1 << 16));
    }

    /// <summary>A misaligned load, store or jump target. A byte is never misaligned.</summary>
    public static AirProgram BuildAddressFault()
    {
        var t = new InstructionAir();
        FaultingAddress f = ReadFaultingAddress(t);
        t.B.AssertZero("it is no byte", f.Kind * (f.Kind - 1) * (f.Kind - 3));
        t.B.AssertZero("a halfword is misaligned", f.Kind * (f.Kind - 3) * (1 - f.Bit0));
        t.B.AssertZero("a word is misaligned", t.Real * (1 - f.Bit0) * (1 - f.Bit1));
        f.Raise(t, ExceptionCode.AddressErrorLoad);
        return t.Capture("AddressFault");
    }

    /// <summary>
    /// A load or store of a word that is never mapped: aligned, and in a hole, start ≤ address / 4 ≤ last (as for <see cref="BuildFetchFault"/>).
    /// No other row proves such an access, since the word has no first value; a jump there is a fault of the fetch that follows.
    /// </summary>
    public static AirProgram BuildHoleFault()
    {
        var t = new InstructionAir();
        FaultingAddress f = ReadFaultingAddress(t);
        t.B.AssertZero("it is no jump", f.Kind * (f.Kind - 1) * (f.Kind - 2));
        t.B.AssertZero("a word or halfword is even", (f.Kind - 2) * f.Bit0);
        t.B.AssertZero("a word is aligned", (f.Kind - 1) * (f.Kind - 2) * f.Bit1);
        Expr start = t.B.Main("start"), last = t.B.Main("last");
        t.B.Pull("hole", Buses.Rom, t.Real, start, t.B.Constant((long)Operation.Hole << 24), last, t.Zero);
        Between(t, "word − start", f.WordIndex - start);
        Between(t, "last − word", last - f.WordIndex);
        f.Raise(t, ExceptionCode.UnmappedLoad);
        return t.Capture("HoleFault");
    }

    /// <summary>An address a + x taken apart, and the row of the ROM that says what is there.</summary>
    private readonly record struct FaultingAddress(Expr Store, Expr Kind, Word Address, Expr Bit0, Expr Bit1, Expr WordIndex)
    {
        /// <summary>Raises <paramref name="load"/>, or for a store the code after it.</summary>
        public void Raise(InstructionAir t, ExceptionCode load) =>
            t.B.Push("exception", Buses.Exception, t.Real, t.Time, t.Pc, t.Npc, (long)load + Store, Address.Low, Address.High);
    }

    /// <summary>The word index is exact: quarter and 4 · quarter have 16 bits, so the quarter has 14.</summary>
    private static FaultingAddress ReadFaultingAddress(InstructionAir t)
    {
        AirBuilder f = t.B;
        Expr store = f.Main("isStore");
        f.AssertBool("isStore is 0 or 1", store);
        f.AssertZero("isStore needs a row", store * (1 - t.Real));
        Expr ra = f.Main("a"), x = f.Main("x"), kind = f.Main("y");
        t.Rom(f.Constant((long)Operation.LoadFault << 24) + store * (1 << 24), ra, x: x, y: kind);
        Word a = t.Read("a", ra, 0);
        var address = new Word(f.Main("address.low"), f.Main("address.high"));
        t.Range16("address", address);
        Gadgets.AddSigned(f, a, x, address);
        Expr bit0 = f.Main("bit0"), bit1 = f.Main("bit1");
        f.AssertBool("bit0 is 0 or 1", bit0);
        f.AssertBool("bit1 is 0 or 1", bit1);
        Expr quarter = Gadgets.Scale(f, address.Low - 2 * bit1 - bit0, Gadgets.Quarter);
        t.Range16("address without its low bits: quarter", quarter);
        return new FaultingAddress(store, kind, address, bit0, bit1, quarter + address.High * (1 << 14));
    }

    /// <summary>
    /// What every exception does. Program counters are taken apart into address limbs: quarter and 4·quarter have 16 bits, so the
    /// quarter has 14. The ROM has an exception-vector row only if there is firmware.
    /// </summary>
    public static AirProgram BuildException()
    {
        var f = new AirBuilder();
        Expr real = f.Active("real"), time = f.Main("time");
        Word pc = Counter(f, "pc", real), npc = Counter(f, "npc", real);
        Expr code = f.Main("code"), zero = f.Constant(0L);
        var bad = new Word(f.Main("bad.low"), f.Main("bad.high"));
        f.Pull("raised", Buses.Exception, real, time, pc.Low + pc.High * (1 << 14), npc.Low + npc.High * (1 << 14), code, bad.Low, bad.High);
        const long vector = ProgramImage.ExceptionVector / 4;
        f.Pull("vector", Buses.Rom, real, f.Constant(vector), f.Constant((long)Operation.ExceptionVector << 24), zero, zero);
        Write("epc", RegisterKey.Epc, new Word(pc.Low * 4, pc.High));
        Write("resume", RegisterKey.Resume, new Word(npc.Low * 4, npc.High));
        Write("cause", RegisterKey.Cause, new Word(code, zero));
        Write("badvaddr", RegisterKey.BadVaddr, bad);
        f.Push("next state", Buses.State, real, time + 4, f.Constant(vector), f.Constant(vector + 1));
        return f.Capture("Exception", TablePresence.Optional, null, TableSpec.Positions(TableId.Exception));

        void Write(string name, int register, Word value)
        {
            Expr key = f.Constant((long)register), low = f.Main(name + ".oldLow"), high = f.Main(name + ".oldHigh"), previous = f.Main(name + ".previous");
            f.Pull(name + " before", Buses.Register, real, key, low, high, previous);
            f.Push(name + " after", Buses.Register, real, key, value.Low, value.High, time + 3);
            f.Pull(name + " order", Buses.Range16, real, time + 2 - previous);
        }
    }

    private static Word Counter(AirBuilder f, string name, Expr real)
    {
        var c = new Word(f.Main(name + ".quarter"), f.Main(name + ".high"));
        f.Pull(name + ".quarter has 16 bits", Buses.Range16, real, c.Low);
        f.Pull(name + ".quarter has 14 bits", Buses.Range16, real, c.Low * 4);
        f.Pull(name + ".high has 16 bits", Buses.Range16, real, c.High);
        return c;
    }

    /// <summary>
    /// After the last word of the address space comes the first: pc or npc of 2^30 or 2^30 + 1 becomes 0 or 1. No time passes; a row
    /// never undoes another.
    /// </summary>
    public static AirProgram BuildStateWrap()
    {
        var f = new AirBuilder();
        Expr real = f.Active("real"), time = f.Main("time"), pc = f.Main("pc"), npc = f.Main("npc"), both = f.Main("both");
        f.AssertBool("both is 0 or 1", both);
        f.AssertZero("both needs a row", both * (1 - real));
        Expr top = f.Constant(1L << 30);
        f.AssertZero("npc is beyond the end", real * (npc - top) * (npc - top - 1));
        f.AssertZero("pc is beyond the end", both * (pc - top) * (pc - top - 1));
        f.Pull("state", Buses.State, real, time, pc, npc);
        f.Push("wrapped state", Buses.State, real, time, pc - both * top, npc - top);
        return f.Capture("StateWrap", TablePresence.Optional, null, TableSpec.Positions(TableId.StateWrap));
    }
}
