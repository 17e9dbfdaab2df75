using System.Diagnostics;
using System.Globalization;
using Zkfp.MipsVm.Fuzz;

// Compiling takes most of the time, and random programs test it harder: one batch in eight is compiled too.
const int compiledEvery = 8;
int sequences = 100_000, seed = 1, batchSize = 500, programs = 0, traces = 0;
bool qemu = true;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--no-qemu":
            qemu = false;
            break;
        case "--sequences" or "--seed" or "--batch" or "--programs" or "--traces" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out int value):
            if (args[i] == "--sequences")
                sequences = value;
            else if (args[i] == "--seed")
                seed = value;
            else if (args[i] == "--programs")
                programs = value;
            else if (args[i] == "--traces")
                traces = value;
            else
                batchSize = value;
            i++;
            break;
        default:
            Console.Error.WriteLine("""
                usage: Zkfp.MipsVm.Fuzz [--sequences N] [--seed S] [--batch N] [--no-qemu]
                       Zkfp.MipsVm.Fuzz --programs N [--seed S]
                       Zkfp.MipsVm.Fuzz --traces N [--seed S]

                The first form compares random instruction sequences under qemu, interpreted and compiled; the second compares
                programs of random words interpreted and compiled; the third records such programs, with many sequences that
                one row may prove, compares rows with what was planned, and checks the whole trace of one in a hundred.
                """);
            return 2;
    }
}

var clock = Stopwatch.StartNew();
if (programs > 0)
{
    ulong instructions = 0;
    for (int n = 0; n < programs; n++)
    {
        var program = new RandomProgram(seed + n, bigEndian: n % 2 == 0);
        ulong limit = (ulong)new Random(seed + n).Next(1, 6_000);
        if (program.Compare(limit, 1 + (n % 5), ref instructions) is { } mismatch)
        {
            Console.WriteLine($"seed {seed + n}, limit {limit}: {mismatch}");
            return 1;
        }
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{programs} programs, {instructions} instructions: interpreter and compiled code agree, {clock.Elapsed.TotalSeconds:f0} s"));
    return 0;
}

if (traces > 0)
{
    const int checkedEvery = 100;
    long fused = 0;
    for (int n = 0; n < traces; n++)
    {
        var program = new RandomProgram(seed + n, bigEndian: n % 2 == 0, sequences: true);
        ulong limit = (ulong)new Random(seed + n).Next(1, 3_000);
        string? wrong = Traces.Record(program.Image, limit, seed + n, ref fused);
        if (n % checkedEvery < 2)
            wrong ??= Traces.Check(program.Image, limit); // both byte orders
        if (wrong is not null)
        {
            Console.WriteLine($"seed {seed + n}, limit {limit}: {wrong}");
            return 1;
        }
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{traces} programs, {fused} rows of several instructions: recorded as planned and executed, {clock.Elapsed.TotalSeconds:f0} s"));
    return 0;
}

string folder = Path.GetTempPath();
int done = 0;
int[] signals = new int[64];
for (int n = 0; done < sequences; n++)
{
    int count = Math.Min(batchSize, sequences - done);
    // Batches alternate between byte orders.
    var batch = new Batch(seed + n, count, bigEndian: n % 2 == 0);
    byte[] interpreted = batch.RunInterpreter();
    string? difference = null;
    if (qemu)
        difference = batch.Compare(batch.RunQemu(folder), interpreted, "qemu", "interpreter");
    if (n % compiledEvery < 2 && batch.RunCompiled() is { } compiled) // both byte orders
        difference ??= batch.Compare(interpreted, compiled, "interpreter", "compiled");
    if (difference is not null)
    {
        Console.WriteLine($"seed {seed + n}: {difference}");
        return 1;
    }
    done += count;
    batch.CountSignals(interpreted, signals);
    if (n % 10 == 9)
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} sequences, {clock.Elapsed.TotalSeconds:f0} s"));
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{done} sequences, {(qemu ? "qemu, " : "")}interpreter and compiled code agree, {clock.Elapsed.TotalSeconds:f0} s; "
    + $"ended by SIGILL {signals[4]}, SIGTRAP {signals[5]}, SIGFPE {signals[8]}, SIGBUS {signals[10]}, SIGSEGV {signals[11]}"));
return 0;
