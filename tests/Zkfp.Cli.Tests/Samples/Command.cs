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
        ZkfpResult result = ZkfpProcess.Run(arguments);
        return (result.Code, result.Output, result.Json);
    }
}
