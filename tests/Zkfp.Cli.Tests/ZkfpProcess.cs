using System.Diagnostics;
using System.Text.Json;
using Zkfp.Cli.Tests.Architecture;

namespace Zkfp.Cli.Tests;

/// <summary>What a `zkfp` command did.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ZkfpResult(int Code, string Output, string Error)
{
    /// <summary>The object on the last line of standard error, if it is one.</summary>
    public JsonElement Json
    {
        get
        {
            string last = Error.TrimEnd().Split('\n')[^1];
            return last.StartsWith('{') ? JsonDocument.Parse(last).RootElement : default;
        }
    }
}

/// <summary>The built `zkfp` as a process of its own.</summary>
internal sealed class ZkfpProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ZkfpProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool Running => !_process.HasExited;

    /// <summary>A file of samples/.</summary>
    public static string Sample(string name) => Path.Combine(DependencyTests.RepositoryRoot(), "samples", name);

    public static ZkfpProcess Start(params string[] arguments)
    {
        // A background job of a shell ignores SIGINT, and so would its children.
        var start = new ProcessStartInfo("env");
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "zkfp.dll"));
        foreach (string a in arguments) start.ArgumentList.Add(a);
        return new ZkfpProcess(start);
    }

    /// <summary>As <see cref="Start"/>, with a limit on the size of the files that it writes.</summary>
    public static ZkfpProcess StartLimited(int fileKibibytes, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"ulimit -f {fileKibibytes}; exec dotnet \"$@\"");
        start.ArgumentList.Add("bash");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "zkfp.dll"));
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

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        if (Running) _process.Kill();
        _process.Dispose();
    }
}
