using System.Diagnostics;
using System.Text.RegularExpressions;
using Bench.Tests.Results;

namespace Bench.Tests.Cli;

/// <summary>What the program and its build say of devices, where they are built for the CPU, as tests are unless Torch=cuda is set.</summary>
public sealed class DeviceTests : IDisposable
{
    private const string Small = "datasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [random]\ncompressions: [2]\nseeds: [1]\n";

    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("gpu")]
    [InlineData("CUDA")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:first")]
    public async Task A_device_that_is_none_is_a_mistake_that_names_the_valid_ones(string device) =>
        (await bench.Run("run", "small.yaml", "--device", device)).IsMistake(
            $"--device takes cpu, cuda, cuda:N (N from 0) or auto, not '{device}'", "see 'bench run --help'");

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public async Task A_gpu_is_refused_before_anything_is_done_by_a_build_that_has_no_library_for_it(string device)
    {
        Assert.SkipWhen(IsCudaBuild, "this is a build with the CUDA library");
        bench.Write("small.yaml", Small);

        (await bench.Run("run", "small.yaml", "--device", device)).IsMistake("no CUDA device: this build has the CPU library only; build with -p:Torch=cuda");

        Assert.Equal(["small.yaml"], Directory.GetFileSystemEntries(bench.Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("", "libtorch-cpu-")]
    [InlineData("-p:Torch=cpu", "libtorch-cpu-")]
    [InlineData("-p:Torch=cuda", "libtorch-cuda-12.8-")]
    public async Task The_library_is_one_package_chosen_by_a_property(string property, string package)
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "there is no CUDA on macOS");
        var (output, _) = await Build(["-getItem:PackageReference", .. property.Length > 0 ? new[] { property } : []]);

        var libraries = Regex.Matches(output, "\"Identity\": \"(libtorch.*?)\"").Select(m => m.Groups[1].Value);
        Assert.Equal([package + (OperatingSystem.IsWindows() ? "win-x64" : "linux-x64")], libraries);
    }

    [Fact]
    public async Task An_unknown_library_is_an_error_of_the_build()
    {
        var (output, exitCode) = await Build(["-t:CheckTorch", "-p:Torch=rocm"]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error : -p:Torch=rocm: there is no such library of libtorch (valid: cpu, cuda)", output, StringComparison.Ordinal);
    }

    private static bool IsCudaBuild => Environment.GetEnvironmentVariable("Torch") == "cuda";

    private static async Task<(string Output, int ExitCode)> Build(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", RepositoryFiles.Find("src/Tensors/Tensors.csproj"), "-nologo", .. arguments]) { RedirectStandardOutput = true };
        start.Environment.Remove("Torch");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output, process.ExitCode);
    }
}
