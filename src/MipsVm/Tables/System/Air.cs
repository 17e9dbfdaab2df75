using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.System;

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

    /// <summary>A misaligned load, store or jump target: address a + x, y = 1 for halfwords, 0 for words.</summary>
    public static AirProgram BuildAddressFault()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr store = f.Main("isStore");
        f.AssertBool("isStore is 0 or 1", store);
        f.AssertZero("isStore needs a row", store * (1 - t.Real));
        Expr ra = f.Main("a"), x = f.Main("x"), half = f.Main("y");
        t.Rom(f.Constant((long)Operation.LoadFault << 24) + store * (1 << 24), ra, x: x, y: half);
        Word a = t.Read("a", ra, 0);
        var address = new Word(f.Main("address.low"), f.Main("address.high"));
        t.Range16("address", address);
        Gadgets.AddSigned(f, a, x, address);
        Expr bit0 = f.Main("bit0"), bit1 = f.Main("bit1");
        f.AssertBool("bit0 is 0 or 1", bit0);
        f.AssertBool("bit1 is 0 or 1", bit1);
        t.Range16("address without its low bits: quarter", Gadgets.Scale(f, address.Low - 2 * bit1 - bit0, Gadgets.Quarter));
        f.AssertZero("a halfword is misaligned", half * (1 - bit0));
        f.AssertZero("a word is misaligned", (t.Real - half) * (1 - bit0) * (1 - bit1));
        f.Push("exception", Buses.Exception, t.Real, t.Time, t.Pc, t.Npc, (long)ExceptionCode.AddressErrorLoad + store, address.Low, address.High);
        return t.Capture("AddressFault");
    }

    /// <summary>
    /// What every exception does. Program counters are taken apart into address limbs: quarter and 4·quarter have 16 bits, so the
    /// quarter has 14. The ROM has an exception-vector row only if there is firmware.
    /// </summary>
    public static AirProgram BuildException()
    {
        var f = new AirBuilder();
        Expr real = f.Main("real"), time = f.Main("time");
        f.AssertBool("real is 0 or 1", real);
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
        Expr real = f.Main("real"), time = f.Main("time"), pc = f.Main("pc"), npc = f.Main("npc"), both = f.Main("both");
        f.AssertBool("real is 0 or 1", real);
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
