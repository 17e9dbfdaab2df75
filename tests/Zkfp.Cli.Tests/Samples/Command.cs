using System.Diagnostics;
using System.Text.Json;
using Zkfp.Cli.Tests.Architecture;

namespace Zkfp.Cli.Tests.Samples;

/// <summary>The built command, run as a process.</summary>
internal static class Command
{
    public static string Repository { get; } = DependencyTests.RepositoryRoot();

    public static string Sample(string name) => Path.Combine(Repository, "samples", name);

    /// <summary>Exit code, standard output, and what --json printed.</summary>
    public static (int Code, string Output, JsonElement Json) Run(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "zkfp.dll"));
        foreach (string a in arguments) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string last = error.Result.TrimEnd().Split('\n')[^1];
        JsonElement json = last.StartsWith('{') ? JsonDocument.Parse(last).RootElement : default;
        return (process.ExitCode, output, json);
    }
}
