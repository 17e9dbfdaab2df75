using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Hosting;

/// <summary>What the firmware tells about a thread (guests/firmware/fw.h, TELL_): for people, no part of any statement.</summary>
/// <param name="What">1: a signal kills the process; 2: the thread waits for ever.</param>
/// <param name="Thread">Thread id.</param>
/// <param name="Pc">The faulting instruction, or the system call that the thread was in.</param>
/// <param name="ReturnAddress">Register $ra, which mostly names the caller.</param>
/// <param name="A">Signal; or how the thread waits.</param>
/// <param name="B">The signal's si_code; or the address of the futex.</param>
/// <param name="C">Address of the fault.</param>
public readonly record struct GuestDiagnostic(uint What, uint Thread, uint Pc, uint ReturnAddress, uint A, uint B, uint C)
{
    /// <summary>As many are kept; a program may have a thousand threads.</summary>
    public const int Most = 16;

    private const uint Dies = 1, Waits = 2;

    // By si_code: faults say where, signals that were sent say by whom.
    private const uint SigIll = 4, SigFpe = 8, SigBus = 10, SigSegv = 11;

    private static readonly string[] s_signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGEMT", "SIGFPE", "SIGKILL", "SIGBUS", "SIGSEGV", "SIGSYS", "SIGPIPE", "SIGALRM",
        "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGPWR", "SIGWINCH", "SIGURG", "SIGIO", "SIGSTOP", "SIGTSTP", "SIGCONT", "SIGTTIN", "SIGTTOU",
        "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ",
    ];

    // T_ of guests/firmware/fw.h.
    private static readonly string[] s_waits = ["ended", "ready", "a futex", "sleep", "poll, select or epoll", "sigwait", "pause or sigsuspend", "a pipe or the oracle"];

    /// <summary>Reads the block that a HINT points to.</summary>
    public static GuestDiagnostic Read(uint address, IMemoryReader memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new(memory.ReadWord(address), memory.ReadWord(address + 4), memory.ReadWord(address + 8), memory.ReadWord(address + 12),
            memory.ReadWord(address + 16), memory.ReadWord(address + 20), memory.ReadWord(address + 24));
    }

    /// <summary>The name of a MIPS Linux signal.</summary>
    public static string SignalName(uint signal) => signal < s_signals.Length ? s_signals[signal] : $"SIG{signal}";

    /// <summary>One line; functions are named where the program has symbols.</summary>
    public string Describe(SymbolTable symbols)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        string at = Place(symbols, Pc), from = symbols.IndexOf(ReturnAddress) >= 0 ? $", called from {Place(symbols, ReturnAddress)}" : "";
        return What switch
        {
            Dies => $"signal {A} ({SignalName(A)}) at {at}{from}, thread {Thread}{Cause()}",
            Waits => $"thread {Thread} waits in {(A < s_waits.Length ? s_waits[A] : $"state {A}")}{(A == 2 ? $" at 0x{B:x8}" : "")}, called at {at}{from}",
            _ => $"thread {Thread} at {at}: {What}, {A}, {B}, {C}",
        };
    }

    private string Cause() => (int)B <= 0 ? ", sent by the program"
        : A is SigBus or SigSegv && B != 0x80 ? $", address 0x{C:x8}"
        : A is SigFpe && B == 1 ? ", division by zero"
        : A is SigFpe && B == 2 ? ", overflow"
        : A is SigIll ? ", illegal instruction" : "";

    private static string Place(SymbolTable symbols, uint pc)
    {
        int index = symbols.IndexOf(pc);
        if (index < 0)
            return $"0x{pc:x8}";
        Symbol s = symbols.Symbols[index];
        return pc == s.Address ? $"0x{pc:x8} ({s.Name})" : $"0x{pc:x8} ({s.Name}+0x{pc - s.Address:x})";
    }
}
