using Bench.Tests;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Bench.BrowserTests;

/// <summary>Chromium without a window, as Debian has it; where it is missing, tests are skipped and say so.</summary>
public sealed class Browser : IDisposable
{
    private const string Program = "/usr/bin/chromium", Driver = "/usr/bin/chromedriver";

    private readonly string profile = Directory.CreateTempSubdirectory("bench-browser-").FullName;
    private readonly ChromeDriver? driver;

    public Browser()
    {
        if (!File.Exists(Program) || !File.Exists(Driver)) return;
        var options = new ChromeOptions { BinaryLocation = Program };
        options.AddArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile}", "--window-size=1400,1000");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        driver = new ChromeDriver(ChromeDriverService.CreateDefaultService(Driver), options, TimeSpan.FromSeconds(60));
    }

    /// <summary>The browser; skips the test where there is none.</summary>
    public ChromeDriver Get()
    {
        Assert.SkipWhen(driver is null, $"{Program} or {Driver} is missing: apt-get install chromium chromium-driver");
        return driver!;
    }

    /// <summary>Opens a file at a width of a screen, and waits until its script is done.</summary>
    public ChromeDriver Open(string path, int width = 1400, string part = "")
    {
        var browser = Get();
        browser.ExecuteCdpCommand("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 1000, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        browser.Navigate().GoToUrl("about:blank"); // else another part of the same page would not be loaded anew
        browser.Navigate().GoToUrl($"{new Uri(path).AbsoluteUri}{part}");
        Until(() => (bool)browser.ExecuteScript("return document.documentElement.dataset.ready === 'yes'")!);
        return browser;
    }

    /// <summary>Waits for what a script does in its own time.</summary>
    public static void Until(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited += 20)
        {
            Assert.True(waited < 10_000, "the page did not do so within ten seconds");
            Thread.Sleep(20);
        }
    }

    public void Dispose()
    {
        driver?.Dispose();
        TestFolders.Remove(profile);
    }
}
