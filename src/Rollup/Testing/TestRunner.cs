using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Testing;

/// <summary>Which cases of the official tests to run, and on what.</summary>
public sealed record TestOptions
{
    /// <summary>Makes a guest for each worker.</summary>
    public required Func<IGuest> Guest { get; init; }

    /// <summary>
    /// Makes a guest that applies Cancun with EIP-2537 as of April 2024: the "Prague" of tests filled before Prague was final
    /// (<c>make -C guests/evm host-eip2537</c>). Null: such cases are skipped.
    /// </summary>
    public Func<IGuest>? DraftPragueGuest { get; init; }

    /// <summary>Only cases of this fork; null for all that the guest knows.</summary>
    public Fork? Fork { get; init; }

    /// <summary>Only cases whose file or name contains this text.</summary>
    public string? Filter { get; init; }

    /// <summary>Workers; each runs whole files.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}


/// <summary>
/// Runs files of ethereum/tests on the guest, in parallel over files. Derived classes know one format each.
/// </summary>
public abstract class TestRunner(TestOptions options)
{
    /// <summary>A worker's guests.</summary>
    /// <param name="Final">The guest under test.</param>
    /// <param name="DraftPrague">See <see cref="TestOptions.DraftPragueGuest"/>.</param>
    protected sealed record Guests(IGuest Final, IGuest? DraftPrague);

    /// <summary>What to run.</summary>
    protected TestOptions Options { get; } = options;

    /// <summary>The JSON files under files and folders, ordered.</summary>
    /// <exception cref="IOException">A path does not exist.</exception>
    public static IReadOnlyList<string> Files(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var files = new List<string>();
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
                files.AddRange(Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories));
            else if (File.Exists(path))
                files.Add(path);
            else
                throw new FileNotFoundException($"'{path}' does not exist");
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>Runs all cases of <paramref name="files"/> and adds their results to <paramref name="report"/>.</summary>
    public void Run(IReadOnlyList<string> files, TestReport report, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(report);
        int next = -1;
        var workers = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Math.Min(Options.Threads, files.Count)), CancellationToken = cancellation };
        Parallel.For(0, workers.MaxDegreeOfParallelism, workers, _ =>
        {
            using IGuest guest = Options.Guest();
            using IGuest? draft = Options.DraftPragueGuest?.Invoke();
            int index;
            while ((index = Interlocked.Increment(ref next)) < files.Count)
            {
                cancellation.ThrowIfCancellationRequested();
                RunFile(files[index], new Guests(guest, draft), report, cancellation);
            }
        });
    }

    /// <summary>Runs one named test of a file.</summary>
    protected abstract void RunTest(string name, JsonElement test, Guests guests, TestReport report, CancellationToken cancellation);

    /// <summary>Whether the filter lets a case through.</summary>
    protected bool Selected(string name) => Options.Filter is not { } filter || name.Contains(filter, StringComparison.OrdinalIgnoreCase);

    /// <summary>The guest's name of a fork of the tests, or null if the guest does not know it.</summary>
    protected static Fork? ParseFork(string name) => name switch
    {
        "Cancun" => Fork.Cancun,
        "Prague" => Fork.Prague,
        "Osaka" => Fork.Osaka,
        _ => null,
    };

    /// <summary>Runs the guest; a crash or a time-out of it becomes text.</summary>
    protected static GuestOutput? Execute(
        IGuest guest, byte[] input, ChainConfig config, TestReport report, CancellationToken cancellation, out string? error)
    {
        try
        {
            GuestRun run = guest.Run(input, cancellation);
            report.AddCycles(run.Cycles);
            GuestOutput output = run.Parse();
            error = output.Status >= GuestStatus.OutOfMemory ? $"the guest failed: {output.Status} ({output.Reason})"
                : output.ConfigHash != config.Hash() && output.Status != GuestStatus.BadInput ? "the guest applied another configuration"
                : null;
            return output;
        }
        catch (Exception e) when (e is GuestException or InvalidDataException)
        {
            error = e.Message;
            return null;
        }
    }

    /// <summary>Reads the accounts of <c>pre</c> or <c>postState</c>.</summary>
    protected static WorldState ReadState(JsonElement accounts)
    {
        var state = new Dictionary<Address, AccountState>();
        foreach (JsonProperty account in accounts.EnumerateObject())
        {
            var storage = new Dictionary<Hash256, BigInteger>();
            foreach (JsonProperty slot in account.Value.GetProperty("storage").EnumerateObject())
            {
                BigInteger value = Hex.ParseNumber(slot.Value.GetString()!);
                if (!value.IsZero) storage.Add(Hash256.Parse(slot.Name), value);
            }

            state.Add(Address.Parse(account.Name), new AccountState
            {
                Nonce = Hex.ParseUInt64(account.Value.GetProperty("nonce").GetString()!),
                Balance = Hex.ParseNumber(account.Value.GetProperty("balance").GetString()!),
                Code = Hex.Parse(account.Value.GetProperty("code").GetString()!),
                Storage = storage,
            });
        }

        return new WorldState(state);
    }

    private void RunFile(string file, Guests guests, TestReport report, CancellationToken cancellation)
    {
        string shortName = ShortName(file);
        try
        {
            using FileStream stream = File.OpenRead(file);
            using JsonDocument json = JsonDocument.Parse(stream);
            foreach (JsonProperty test in json.RootElement.EnumerateObject())
                RunTest($"{shortName}:{test.Name}", test.Value, guests, report, cancellation);
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            string why = e switch
            {
                JsonException json => JsonText.NotJson(json).Message,
                FormatException or IOException => e.Message,
                _ => "a field of a test is missing or of another type",
            };
            report.Add(shortName, $"the file cannot be read as a test: {why}");
        }
    }

    // The last two folders and the name: enough to find it, whatever the tests' place.
    private static string ShortName(string file)
    {
        string[] parts = file.Split(Path.DirectorySeparatorChar);
        return string.Join('/', parts[Math.Max(0, parts.Length - 3)..]);
    }
}
