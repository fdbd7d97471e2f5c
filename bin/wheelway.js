#!/usr/bin/env node
import { main, processDoor } from "../build/main.js";

process.exitCode = await main(processDoor());
