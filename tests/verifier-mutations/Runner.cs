using System.Diagnostics;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;
using Zkfp.Protocol;

// Runs this project's tests against one mutant after another without starting anew: code stays compiled, honest proofs stay made. Reads numbers of mutants,
// one a line; answers each with one line. A test runs only if it reaches the mutant; the one that noticed most mutants so far runs first, then the quick ones.
// A test that takes too long ends the process, since nothing else ends an endless loop.
TextWriter answers = Console.Out;
Console.SetOut(TextWriter.Null);
var tests = new List<Test>();
string[] skipped = args.Length == 0 ? [] : args[0].Split('|'), only = args.Length < 2 ? [""] : args[1].Split('|');
foreach (Type type in Assembly.GetExecutingAssembly().GetTypes())
    foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        if (method.GetCustomAttribute<Xunit.FactAttribute>() is { Skip: null } && only.Any($"{type.FullName}".EndsWith)
            && !skipped.Any($"{type.FullName}.{method.Name}".Contains))
            tests.AddRange(Test.Of(type, method));

// All static state is made here, while no mutant is on: a lie must not be told by the prover of the honest proofs.
var clock = Stopwatch.StartNew();
foreach (Test test in tests)
{
    Mutant.Forget();
    double start = clock.Elapsed.TotalSeconds;
    if (test.Run() is { } failure)
    {
        answers.WriteLine($"fails without a mutant: {test.Name}: {failure}");
        return 1;
    }

    test.Seconds = clock.Elapsed.TotalSeconds - start;
    test.Reaches = Mutant.Reached();
}

answers.WriteLine($"ready: {tests.Count} tests, {clock.Elapsed.TotalSeconds:F0} s");
while (Console.ReadLine() is { } line)
{
    int mutant = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
    tests.Sort((a, b) => (a.Seconds / (1 + a.Noticed)).CompareTo(b.Seconds / (1 + b.Noticed)));
    Mutant.On = mutant;
    string answer = "survives";
    int reaching = 0;
    foreach (Test test in tests)
    {
        if (!test.Reaches[mutant]) continue;
        reaching++;
        string? failure = null;
        var thread = new Thread(() => failure = test.Run(), 64 << 20);
        thread.Start();
        if (!thread.Join(TimeSpan.FromSeconds(20 + 10 * test.Seconds)))
        {
            answers.WriteLine($"{mutant} timeout {test.Name}");
            answers.Flush();
            Environment.Exit(3);
        }

        if (failure is null) continue;

        // What fails because it ran before has noticed nothing.
        Mutant.On = -1;
        if (test.Noticed++ == 0 && test.Run() is { } again)
        {
            answers.WriteLine($"fails when it is run again: {test.Name}: {again}");
            return 1;
        }

        answer = $"noticed {test.Name}: {failure}";
        break;
    }

    Mutant.On = -1;
    answers.WriteLine($"{mutant} {(answer == "survives" ? $"survives {reaching}" : answer)}");
}

return 0;

/// <summary>A test case: a method of a test class and its arguments.</summary>
internal sealed class Test(Type type, MethodInfo method, object?[] arguments)
{
    public string Name => $"{type.Name}.{method.Name}({string.Join(", ", arguments)})";

    public double Seconds { get; set; }

    public bool[] Reaches { get; set; } = [];

    public int Noticed { get; set; }

    /// <summary>The cases of a fact, theory or property.</summary>
    public static IEnumerable<Test> Of(Type type, MethodInfo method)
    {
        DataAttribute[] data = [.. method.GetCustomAttributes<DataAttribute>()];
        return data.Length == 0 ? [new Test(type, method, [])] : data.SelectMany(d => d.GetData(method)).Select(a => new Test(type, method, a));
    }

    /// <summary>Null if it passes, else why not, in a few words.</summary>
    public string? Run()
    {
        try
        {
            object instance = type.GetConstructors()[0].Invoke([.. type.GetConstructors()[0].GetParameters().Select(_ => new Quiet())]);
            if (method.GetCustomAttribute<PropertyAttribute>() is { } p)
                Check.Method(Config.QuickThrowOnFailure.WithMaxTest(p.MaxTest).WithArbitrary(p.Arbitrary), method, instance);
            else if (method.Invoke(instance, method.ResolveMethodArguments(arguments)) is Task task)
                task.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e)
        {
            while (e is TargetInvocationException or AggregateException && e.InnerException is { } inner) e = inner;
            string message = $"{e.GetType().Name} {e.Message}".ReplaceLineEndings(" ");
            return message.Length <= 160 ? message : message[..160];
        }
    }

    private sealed class Quiet : ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
