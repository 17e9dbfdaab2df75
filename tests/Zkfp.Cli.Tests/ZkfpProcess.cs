using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Zkfp.Cli.Tests.Architecture;

namespace Zkfp.Cli.Tests;

/// <summary>What a `zkfp` command did.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ZkfpResult(int Code, string Output, string Error)
{
    /// <summary>What --json printed: all of standard output, or for `run` the last line of standard error.</summary>
    public JsonElement Json
    {
        get
        {
            string text = Output.StartsWith('{') ? Output : Error.TrimEnd().Split('\n')[^1];
            return text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
        }
    }
}

/// <summary>The built `zkfp` as a process of its own.</summary>
internal sealed class ZkfpProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ZkfpProcess(ProcessStartInfo start, bool keepInput = false)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        if (!keepInput) _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool Running => !_process.HasExited;

    /// <summary>Its standard input, of a process started with it open.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The assembly.</summary>
    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "zkfp.dll");

    /// <summary>A file of samples/.</summary>
    public static string Sample(string name) => Path.Combine(DependencyTests.RepositoryRoot(), "samples", name);

    public static ZkfpProcess Start(params string[] arguments) => Start(keepInput: false, arguments);

    /// <summary>As the other, with a standard input that stays open.</summary>
    public static ZkfpProcess Start(bool keepInput, params string[] arguments)
    {
        // A background job of a shell ignores SIGINT, and so would its children.
        var start = new ProcessStartInfo("env");
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Assembly);
        foreach (string a in arguments) start.ArgumentList.Add(a);
        return new ZkfpProcess(start, keepInput);
    }

    /// <summary>A line of bash, in which `zkfp` is the command; its exit code is the one of the last command that fails in a pipe.</summary>
    public static ZkfpProcess Shell(string line, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"set -o pipefail; zkfp() {{ dotnet '{Assembly}' \"$@\"; }}; {line}");
        start.ArgumentList.Add("bash");
        foreach (string a in arguments) start.ArgumentList.Add(a);
        return new ZkfpProcess(start);
    }

    /// <summary>As <see cref="Start(string[])"/>, with a limit on the size of the files that it writes.</summary>
    public static ZkfpProcess StartLimited(int fileKibibytes, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"ulimit -f {fileKibibytes}; exec dotnet \"$@\"");
        start.ArgumentList.Add("bash");
        start.ArgumentList.Add(Assembly);
        foreach (string a in arguments) start.ArgumentList.Add(a);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // the runtime would need a large file for that
        return new ZkfpProcess(start);
    }

    public static ZkfpResult Run(params string[] arguments)
    {
        using ZkfpProcess process = Start(arguments);
        return process.Wait();
    }

    public ZkfpResult Wait()
    {
        _process.WaitForExit();
        return new ZkfpResult(_process.ExitCode, _output.Result, _error.Result);
    }

    /// <summary>As <see cref="Wait()"/>; fails where it takes longer.</summary>
    public ZkfpResult Wait(TimeSpan limit)
    {
        Assert.True(_process.WaitForExit(limit), $"zkfp still runs after {limit}");
        return Wait();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>
    /// Waits until the command catches SIGTERM, on a system that tells: a signal before that ends it by itself, and on a busy machine it starts slowly.
    /// </summary>
    public void WaitUntilItCatchesSignals()
    {
        const ulong term = 1UL << 15 - 1;
        var clock = Stopwatch.StartNew();
        while (Running && clock.Elapsed < TimeSpan.FromSeconds(20) && File.Exists($"/proc/{Id}/status"))
        {
            string? caught = File.ReadLines($"/proc/{Id}/status").FirstOrDefault(l => l.StartsWith("SigCgt:", StringComparison.Ordinal));
            if (caught is null || (ulong.Parse(caught.AsSpan("SigCgt:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & term) != 0) return;
            Thread.Sleep(10);
        }
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
        Assert.True(kill.ExitCode == 0 || !Running);
    }

    public void Dispose()
    {
        if (Running) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
