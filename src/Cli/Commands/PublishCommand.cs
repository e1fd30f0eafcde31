using System.CommandLine;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;

namespace Bench.Cli.Commands;

/// <summary><c>bench publish</c>: a copy of this program that needs nothing else on the machine that runs it.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Where it goes: a new folder, or an empty one." };
        var command = new Command("publish", "Copy this program with the .NET runtime that it runs on into a folder: for machines without .NET, or to keep a build.") { folder };
        command.SetAction(parsed =>
        {
            var copy = PublishedProgram.Make(parsed.GetValue(folder)!, HostEnvironment.Build, HostEnvironment.Product);
            var bytes = new DirectoryInfo(copy.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
            Console.WriteLine($"{copy.Executable} runs by itself ({Words.Bytes(bytes)})");
            return ExitCode.Done;
        });
        return command;
    }
}
